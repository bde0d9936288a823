from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signatures.actions.privacy import retention as all_retention
from signatures.actions.statements.invitations import invitations, retention
from signatures.models import Invitation
from tests.factories import DAY, make_invitation, make_organizer, make_private, make_signature

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def kept():
    return sorted(Invitation.objects.exclude(name="", email="").values_list("name", "email"))


@pytest.mark.parametrize("ends", ["publishes_at", "closes_at"])
def test_invited_people_are_erased_decliners_first(ends):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        times = {"publishes_at": None, ends: timezone.now() + HOUR}
        text = make_private(opens_at=timezone.now() - DAY, **times)
        make_invitation(text, "Ada Open", email="ada@example.org")
        signed = make_invitation(text, "Bo Signed", email="bo@example.org")
        signed.uses.create(signature=make_signature(text, email="bo@example.org"))
        declined = make_invitation(text, "Cy Declined", email="cy@example.org")
        invitations.decline(declined)
        make_group = invitations.make_group
        make_group(text.statement, label="Choir", limit=2, by=make_organizer())

        assert retention.erase_expired() == 0
        assert ("Cy Declined", "") in kept()
        clock.shift(2 * HOUR)
        assert retention.erase_expired() == 1
        assert kept() == [("Ada Open", "ada@example.org"), ("Bo Signed", "bo@example.org")]
        clock.shift(DAY)
        assert all_retention.erase_expired_by_rule()["invitations"] == 2

    assert kept() == []
    assert not Invitation.objects.exclude(mailbox="").exists()
    assert Invitation.objects.filter(label="Choir").exists()


def test_invited_people_of_a_private_statement_are_kept():
    make_invitation(make_private(), email="ada@example.org")

    assert retention.erase_expired() == 0
