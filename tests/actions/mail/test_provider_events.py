"""What bounces and complaints that the provider reports change, and that it can be lifted."""

import pytest
from anymail.signals import AnymailTrackingEvent

from signatures.actions.mail import addresses, provider_events
from signatures.models import OutgoingMail, Signature, Suppression
from tests.factories import make_organizer, make_signature, make_text, sent

pytestmark = pytest.mark.django_db


def report(kind, email="ada@example.org", *, reason=None, mail=None):
    metadata = {"mail": str(mail.message_id)} if mail else {}
    event = AnymailTrackingEvent(
        event_type=kind, recipient=email, reject_reason=reason, metadata=metadata
    )
    provider_events.note(event)


@pytest.fixture
def mail():
    signature = make_signature(make_text(), email="ada@example.org", updates=True)
    mail = OutgoingMail.objects.create(signature=signature, kind="thank_you")
    sent()
    return mail


def test_bounce_for_good_marks_the_e_mail_and_stops_others(mail):
    for _ in range(2):
        report("bounced", reason="invalid", mail=mail)

    mail.refresh_from_db()
    assert (mail.sent_at, mail.last_error) == (None, "bounced invalid 550")
    assert mail.failed_at
    assert mail.was_refused
    [suppression] = Suppression.objects.all()
    assert (suppression.statement, suppression.reason) == (None, "bounced")


def test_complaint_stops_e_mails_about_every_statement(mail, mailoutbox):
    report("complained")
    mailoutbox.clear()

    other = make_signature(make_text(), email="Ada@example.org")
    for kind in ("thank_you", "audit", "published", "changed"):
        OutgoingMail.objects.create(signature=other, kind=kind)

    assert sent() == []
    assert not Signature.objects.filter(updates=True).exists()


def test_moderator_can_lift_what_the_provider_reported(mail, mailoutbox):
    report("complained")
    report("bounced", reason="bounced", mail=mail)
    mailoutbox.clear()

    assert addresses.look_up("ada@example.org").can_be_cleared
    addresses.clear("ada@example.org", by=make_organizer(), reason="They wrote to us")
    OutgoingMail.objects.create(signature=mail.signature, kind="changed")

    assert len(sent()) == 1


@pytest.mark.parametrize("reason", ["timed_out", "blocked", "other", None])
def test_loss_of_one_e_mail_leaves_the_address_alone(mail, reason):
    report("rejected", reason=reason, mail=mail)

    mail.refresh_from_db()
    assert mail.failed_at
    assert not Suppression.objects.exists()


def test_request_to_stop_at_the_provider_stops_updates_only(mail):
    report("unsubscribed")

    assert not Signature.objects.get().updates
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("kind", ["delivered", "deferred", "opened", "clicked", "unknown"])
def test_other_reports_change_nothing(mail, kind):
    report(kind, mail=mail)

    mail.refresh_from_db()
    assert mail.sent_at
    assert not mail.failed_at
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("metadata", [None, {}, {"mail": "nonsense"}, {"mail": "0" * 32}])
def test_report_about_an_unknown_e_mail_is_no_error(db, metadata):
    event = AnymailTrackingEvent(
        event_type="failed", recipient=None, reject_reason=None, metadata=metadata
    )

    provider_events.note(event)

    assert not Suppression.objects.exists()
