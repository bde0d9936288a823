import pytest
from allauth.mfa.models import Authenticator

from signatures.actions.accounts import changes
from signatures.models import Decision

pytestmark = pytest.mark.django_db


def key(olga, name):
    return Authenticator.objects.create(user=olga, type="webauthn", data={"name": name})


def lines():
    return list(Decision.objects.order_by("pk").values_list("subject", "to_state"))


def test_added_renamed_and_removed_second_factors_are_logged_without_their_names(olga):
    before = changes.second_factors(olga)
    made = key(olga, "Ada’s key")
    changes.record_second_factors(olga, before=before)
    before = changes.second_factors(olga)
    made.data = {"name": "Ada’s other key"}
    made.save()
    changes.record_second_factors(olga, before=before)
    before = changes.second_factors(olga)
    made.delete()
    changes.record_second_factors(olga, before=before)

    assert lines() == [("passkey", "added"), ("passkey", "renamed"), ("passkey", "removed")]


def test_no_change_writes_no_line(olga):
    key(olga, "Key")

    changes.record_second_factors(olga, before=changes.second_factors(olga))

    assert lines() == []


def test_other_changes_are_logged_about_and_by_the_person(olga):
    changes.record(olga, "password", "changed")

    line = Decision.objects.get()
    assert (line.subject, line.person, line.by) == ("password", olga, olga)
