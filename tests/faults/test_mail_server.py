"""A mail server with moods: what becomes of the mails, and of the people who sign meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.models import OutgoingMail, Signature
from tests.factories import make_signature, make_text
from tests.journeys.smtp_sink import Sink

pytestmark = pytest.mark.django_db

FORM = {"name": "Ada Example", "consent_sign": "on", "consent_publish": "on", "display": "full"}


@pytest.fixture(scope="module")
def server():
    sink = Sink()
    sink.start()
    yield sink
    sink.stop(no_assert=True)


@pytest.fixture
def sink(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    server.mails.clear()
    server.connections = 0
    return server


def make_mails(*addresses):
    text = make_text()
    return [
        OutgoingMail.objects.create(
            signature=make_signature(text, state="pending", email=address), kind="confirm"
        )
        for address in addresses
    ]


def wait_an_hour():
    """Make every mail due that waits for less than an hour."""
    soon = timezone.now() + timedelta(hours=1)
    OutgoingMail.objects.filter(due_at__lte=soon).update(due_at=timezone.now())


def recipients(sink):
    return sorted(mail.to for mail in sink.mails)


def test_fifty_mails_go_through_one_connection(sink):
    make_mails(*(f"fifty-{number}@example.org" for number in range(50)))

    assert delivery.deliver_due() == 50

    assert len(sink.mails) == 50
    assert sink.connections == 1


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_mail_put_off_is_sent_later(sink, where):
    [mail] = make_mails("later@example.org")

    with sink.misbehaving(**{where: lambda it: "421 Try again later"}):
        assert delivery.deliver_due() == 0
    mail.refresh_from_db()
    assert (mail.sent_at, mail.failed_at, mail.attempts) == (None, None, 1)
    assert timedelta(seconds=40) < mail.due_at - timezone.now() < timedelta(seconds=80)
    assert delivery.deliver_due() == 0

    wait_an_hour()
    assert delivery.deliver_due() == 1
    assert recipients(sink) == ["later@example.org"]
    assert sink.mails[0].id.startswith(f"<{mail.message_id}@")


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refused_mail_is_given_up_and_the_others_go(sink, where):
    refused, *others = make_mails("nobody@example.org", "b@example.org", "c@example.org")

    def refuse(it):
        return "550 No such mailbox" if "nobody" in getattr(it, "to", it) else None

    with sink.misbehaving(**{where: refuse}):
        assert delivery.deliver_due() == 2
    wait_an_hour()
    assert delivery.deliver_due() == 0

    refused.refresh_from_db()
    assert refused.failed_at is not None
    assert (refused.sent_at, refused.attempts) == (None, 1)
    assert "nobody" not in refused.last_error
    assert recipients(sink) == ["b@example.org", "c@example.org"]


def test_a_connection_closed_after_each_mail_sends_none_twice(sink):
    make_mails("a@example.org", "b@example.org", "c@example.org")

    with sink.misbehaving(closes_after_data=True):
        for _ in range(4):
            delivery.deliver_due()
            wait_an_hour()

    assert recipients(sink) == ["a@example.org", "b@example.org", "c@example.org"]
    assert not OutgoingMail.objects.unsent().exists()


def test_signing_goes_on_without_a_mail_server(client, settings, sink):
    text = make_text()
    settings.EMAIL_PORT = 1  # nobody listens there

    response = client.post(f"/{text.statement.slug}/sign/", {**FORM, "email": "a@example.org"})
    assert response.status_code == 302
    make_mails(*(f"waits-{number}@example.org" for number in range(60)))
    assert delivery.deliver_due() == 0

    assert Signature.objects.pending().count() == 61
    waiting = OutgoingMail.objects.unsent()
    assert waiting.count() == 61
    tried = waiting.filter(attempts=1, due_at__gt=timezone.now() + timedelta(seconds=40))
    assert tried.count() == 50  # one batch; the rest did not wait for ten time-outs

    settings.EMAIL_PORT = sink.port
    wait_an_hour()
    assert delivery.deliver_due() == 61
