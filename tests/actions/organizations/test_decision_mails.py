"""E-mails to the contact of an endorsement after a decision about it."""

from datetime import timedelta

import pytest

from signatures.actions.organizations import endorsements
from signatures.models import Organization, OutgoingMail
from tests.factories import make_endorsement, make_text, sent

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=11)
YES = "Your organization is listed: Ask first"
NO = "Your organization’s support was not accepted: Ask first"
OFF = "Your organization is no longer listed: Ask first"


@pytest.fixture(autouse=True)
def _clock(stopped_clock, settings):
    """Stop the clock, so that the tests can move it."""
    settings.SITE_CONTACT = "desk@letter.example"


def told(time_machine):
    """Return the subjects of all e-mails sent so far, once those about decisions are due."""
    time_machine.shift(LATER)
    return [each.subject for each in sent()]


def parts(message):
    [(html, _)] = message.alternatives
    return [" ".join(part.split()) for part in (message.body, html)]


def test_publication_is_told_with_the_address_of_the_page(olga, time_machine):
    endorsement = make_endorsement(make_text(slug="ask"), state="held")

    endorsements.publish(endorsement, by=olga)
    at_once = len(sent())

    assert at_once == 0
    assert told(time_machine) == [YES]
    [message] = sent()
    assert message.to == [endorsement.contact_email]
    for part in parts(message):
        assert "http://testserver/ask/organizations/" in part
        assert "write to desk@letter.example" in part


def test_publication_before_the_statement_is_public_passes_no_address_on(olga, time_machine):
    endorsement = make_endorsement(make_text(slug="ask", publishes_at=None), state="held")

    endorsements.publish(endorsement, by=olga)

    assert told(time_machine) == [YES]
    for part in parts(sent()[0]):
        assert "It will appear when the statement is published." in part
        assert "/ask/" not in part


def test_refusal_is_told_with_a_way_to_reply(olga, time_machine):
    endorsements.refuse(make_endorsement(make_text(), state="held"), by=olga)

    assert told(time_machine) == [NO]
    [message] = sent()
    assert message.reply_to == ["desk@letter.example"]
    for part in parts(message):
        assert "It is not shown or counted." in part
        assert "If you think this is a mistake, write to desk@letter.example." in part


def test_taking_a_listed_organization_off_the_list_is_told(olga, time_machine):
    endorsement = make_endorsement(make_text(), state="held")
    endorsements.publish(endorsement, by=olga)
    told(time_machine)

    endorsements.refuse(endorsement, by=olga)

    assert told(time_machine) == [YES, OFF]


def test_last_of_two_decisions_is_told(olga, time_machine):
    endorsement = make_endorsement(make_text(), state="held")
    endorsements.publish(endorsement, by=olga)
    endorsements.refuse(endorsement, by=olga)

    assert told(time_machine) == [NO]


def test_decision_undone_at_once_is_told_to_no_one(olga, time_machine):
    endorsement = make_endorsement(make_text(), state="held")
    endorsements.publish(endorsement, by=olga)
    told(time_machine)

    endorsements.refuse(endorsement, by=olga)
    endorsements.publish(endorsement, by=olga)

    assert told(time_machine) == [YES]


def test_organization_entered_by_organizers_has_no_one_to_tell(olga):
    body = Organization(name="Tin Players", kind="union")
    endorsement = endorsements.enter(body, of=make_text().statement, by=olga)

    endorsements.publish(endorsement, by=olga)

    assert not OutgoingMail.objects.exists()


def test_mail_about_a_decision_holds_no_word_that_was_typed(olga, time_machine):
    endorsement = make_endorsement(make_text(), state="held", name="Buy at pills.example")
    endorsements.publish(endorsement, by=olga)

    told(time_machine)

    source = sent()[0].message().as_bytes().decode()
    assert "pills" not in source
    assert "Zebedee" not in source
