import pytest
from allauth.mfa.models import Authenticator

from signatures.actions.accounts import changes
from signatures.models import Decision
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_organizer()


def key(user, name):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name})


def lines():
    return list(Decision.objects.order_by("pk").values_list("subject", "to_state"))


def test_added_renamed_and_removed_second_factors_are_logged_without_their_names(user):
    before = changes.second_factors(user)
    made = key(user, "Ada’s key")
    changes.record_second_factors(user, before=before)
    before = changes.second_factors(user)
    made.data = {"name": "Ada’s other key"}
    made.save()
    changes.record_second_factors(user, before=before)
    before = changes.second_factors(user)
    made.delete()
    changes.record_second_factors(user, before=before)

    assert lines() == [("passkey", "added"), ("passkey", "renamed"), ("passkey", "removed")]


def test_no_change_writes_no_line(user):
    key(user, "Key")

    changes.record_second_factors(user, before=changes.second_factors(user))

    assert lines() == []


def test_other_changes_are_logged_about_and_by_the_person(user):
    changes.record(user, "password", "changed")

    line = Decision.objects.get()
    assert (line.subject, line.person, line.by) == ("password", user, user)
