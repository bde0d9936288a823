from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signatures.actions.signing import sign as signing
from signatures.actions.statements.invitations import invitations
from signatures.actions.statements.invitations.invitations import Person
from signatures.models import Decision, Notable, Signature, WatchedName
from signatures.renditions.people import notables
from signatures.text.watched_names.keys import watched_keys
from tests.factories import (
    make_invitation,
    make_link,
    make_organizer,
    make_private,
    make_signature,
)

pytestmark = pytest.mark.django_db


def confirm(text, invitation, name="Ada Example", **fields):
    signature = make_signature(text, state="pending", name=name, **fields)
    invitation.uses.create(signature=signature)
    signing.confirm(make_link(signature))
    return signature


def founders(text):
    text.statement.is_shown_early = True  # as on the day of publication
    groups = notables.groups(text.statement)
    text.statement.is_shown_early = False
    return [(group.heading, [row.name for row in group.rows]) for group in groups]


def test_confirmed_signature_is_listed_in_the_order_of_the_invitations():
    text, olga = make_private(), make_organizer()
    people = [Person("Ada Example"), Person("Bo Example"), Person("Cy Example")]
    ada, bo, cy = invitations.invite(text.statement, people, heading="Founders", by=olga)

    confirm(text, cy, "Cy Example")
    confirm(text, ada, "Ada Example")
    confirm(text, bo, "Bo Example")

    assert founders(text) == [("Founders", ["Ada Example", "Bo Example", "Cy Example"])]
    lines = Decision.objects.filter(about="notable", to_state="notable, Founders")
    assert [(each.reason, each.by) for each in lines] == [("by invitation", None)] * 3


def test_pending_signature_is_not_placed():
    text = make_private()
    invitation = make_invitation(text, heading="Founders")

    invitation.uses.create(signature=make_signature(text, state="pending"))

    assert not Notable.objects.exists()


def test_held_signature_is_shown_once_it_is_published():
    text, olga = make_private(), make_organizer()
    keys = sorted(watched_keys("Ada Example"))
    WatchedName.objects.create(name="Ada Example", keys=keys, by=olga)

    signature = confirm(text, make_invitation(text, heading="Founders"))

    signature.refresh_from_db()
    assert signature.state == "held"
    assert founders(text) == []
    released = {"state": "published", "hold_reasons": [], "published_at": timezone.now()}
    Signature.objects.filter(pk=signature.pk).update(**released)
    assert founders(text) == [("Founders", ["Ada Example"])]


def test_signature_sent_before_publication_and_confirmed_after_it_is_placed():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        text = make_private(publishes_at=timezone.now() + timedelta(hours=1))
        invitation = make_invitation(text, heading="Founders")
        signature = make_signature(text, state="pending")
        invitation.uses.create(signature=signature)
        link = make_link(signature)

        clock.shift(timedelta(hours=2))
        signing.confirm(link)

    assert Notable.objects.get().signature == signature


def test_another_name_than_the_invited_stays_on_the_list():
    text = make_private()

    signature = confirm(text, make_invitation(text, heading="Founders"), "Zed Other")

    signature.refresh_from_db()
    assert signature.state == "published"
    assert not Notable.objects.exists()


def test_accents_and_capitals_do_not_matter():
    text = make_private()

    confirm(text, make_invitation(text, "ADA EXAMPLE", heading="Founders"), "Áda Example")

    assert founders(text) == [("Founders", ["Áda Example"])]


@pytest.mark.parametrize("display", ["anonymous", "counted"])
def test_name_that_is_not_shown_is_not_placed(display):
    text = make_private()

    confirm(text, make_invitation(text, heading="Founders"), display=display)

    assert not Notable.objects.exists()


def test_group_link_with_a_heading_places_everyone():
    text, olga = make_private(), make_organizer()
    link = invitations.make_group(text.statement, label="x", limit=5, heading="Founders", by=olga)

    confirm(text, link, "Ada Example")
    confirm(text, link, "Bo Example")

    assert founders(text) == [("Founders", ["Ada Example", "Bo Example"])]


def test_invitation_without_a_heading_places_no_one():
    text = make_private()

    confirm(text, make_invitation(text))

    assert not Notable.objects.exists()
