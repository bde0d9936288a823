"""E-mails to signatories after decisions of organizers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signatures import tokens
from signatures.actions.moderation import decisions
from signatures.models import Decision, OutgoingMail
from tests.factories import make_added, make_signature, make_text, sent

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _clock(stopped_clock):
    """Stop the clock, so that the tests can move it."""


def tell(time_machine):
    time_machine.shift(LATER)
    return [each.subject for each in sent()]


def test_publication_of_a_held_signature_is_told_by_e_mail(olga, time_machine):
    signature = make_signature(make_text(), state="held")

    decisions.publish(signature, by=olga, reason="fine")
    at_once = len(sent())

    assert at_once == 0
    assert tell(time_machine) == ["Your signature was accepted: Ask first"]
    body = sent()[0].body
    assert "It is counted." in body
    assert tokens.reference(signature.public_id) in body
    assert signature.text_version.text_sha256 in body


def test_publication_before_the_statement_is_public_does_not_say_that_it_is_shown(
    olga, time_machine
):
    text = make_text(publishes_at=timezone.now() + timedelta(days=9))
    decisions.publish(make_signature(text, state="held"), by=olga, reason="fine")

    tell(time_machine)

    assert "It will appear when the statement is published." in sent()[0].body
    assert "It is counted." not in sent()[0].body


def test_refusal_is_told_with_its_reason_and_a_way_to_reply(olga, time_machine, settings):
    settings.SITE_CONTACT = "desk@letter.example"
    signature = make_signature(make_text(), state="held")

    decisions.reject(signature, by=olga, refusal="not_a_name")

    assert tell(time_machine) == ["Your signature was not accepted: Ask first"]
    body = " ".join(sent()[0].body.split())
    assert "Reason: not the name of a person." in body
    assert "write to desk@letter.example and give your reference" in body


@pytest.mark.parametrize("state", ["held", "published"])
def test_decision_undone_at_once_is_told_to_no_one(state, olga, time_machine):
    signature = make_signature(make_text(), state=state)
    decisions.reject(signature, by=olga, refusal="other")

    decisions.undo(Decision.objects.latest("pk"), by=olga)

    assert tell(time_machine) == []


def test_last_of_two_decisions_is_told(olga, time_machine):
    signature = make_signature(make_text(), state="held")
    decisions.reject(signature, by=olga, refusal="other")
    decisions.publish(signature, by=olga, reason="after all")

    assert tell(time_machine) == ["Your signature was accepted: Ask first"]


def test_undoing_a_decision_that_was_told_is_told_too(olga, time_machine):
    signature = make_signature(make_text(), state="published")
    decisions.reject(signature, by=olga, refusal="other")
    tell(time_machine)

    decisions.undo(Decision.objects.latest("pk"), by=olga)

    assert tell(time_machine)[1:] == ["Your signature was accepted: Ask first"]


def test_decision_on_a_name_that_organizers_added_is_told_to_no_one(olga):
    decisions.reject(make_added(make_text(), email="a@example.org"), by=olga, refusal="other")

    assert not OutgoingMail.objects.exists()
