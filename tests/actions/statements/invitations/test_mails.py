from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signatures.actions.statements.invitations import invitations, mails
from signatures.models import Decision, Invitation, OutgoingMail
from tests.factories import make_invitation, make_organizer, make_private, make_signature

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=3)


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", "invitation__name"))


def test_send_mails_each_address_once():
    text, olga = make_private(), make_organizer()
    make_invitation(text, "Ada Example", email="ada@example.org")
    make_invitation(text, "Bo Example")

    numbers = [mails.send(text.statement, by=olga) for _ in range(2)]

    assert numbers == [1, 0]
    assert kinds() == [("invitation", "Ada Example")]
    line = Decision.objects.get(to_state="e-mailed")
    assert (line.subject, line.by) == ("1 invitations", olga)


def test_send_only_one():
    text = make_private()
    ada = make_invitation(text, "Ada Example", email="ada@example.org")
    make_invitation(text, "Bo Example", email="bo@example.org")

    assert mails.send(text.statement, by=make_organizer(), only=ada) == 1

    assert kinds() == [("invitation", "Ada Example")]


def test_no_one_is_reminded_more_than_twice_or_too_soon():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        text, olga = make_private(publishes_at=timezone.now() + 30 * DAYS), make_organizer()
        make_invitation(text, email="ada@example.org")
        mails.send(text.statement, by=olga)

        numbers = [mails.remind(text.statement, by=olga)]
        for _ in range(3):
            clock.shift(DAYS)
            numbers += [mails.remind(text.statement, by=olga) for _ in range(2)]

    assert numbers == [0, 1, 0, 1, 0, 0, 0]
    assert Invitation.objects.get().reminders == 2


@pytest.mark.parametrize("answer", ["signed", "declined", "revoked", "public", "closed"])
def test_no_one_is_reminded_who_has_answered_or_cannot_sign(answer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        text, olga = make_private(publishes_at=timezone.now() + 30 * DAYS), make_organizer()
        invitation = make_invitation(text, email="ada@example.org")
        mails.send(text.statement, by=olga)
        clock.shift(DAYS)
        if answer == "signed":
            invitation.uses.create(signature=make_signature(text))
        if answer == "declined":
            invitations.decline(invitation)
        if answer == "revoked":
            invitations.revoke(invitation, by=olga)
        if answer == "public":
            text.statement.publishes_at = timezone.now()
        if answer == "closed":
            text.statement.closes_at = timezone.now()

        assert mails.remind(text.statement, by=olga) == 0
