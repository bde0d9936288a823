from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.models import OutgoingMail
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


def make_mail(*, kind="confirm", state="pending", **fields):
    signature = make_signature(make_text(), state=state)
    return OutgoingMail.objects.create(signature=signature, kind=kind, **fields)


@pytest.fixture
def _failing_server(monkeypatch, request):
    def send(addressed, connection, wordings):
        raise request.param

    monkeypatch.setattr("signatures.mail.send", send)


@pytest.mark.parametrize(
    "_failing_server",
    [
        ConnectionResetError(),
        SMTPServerDisconnected("gone"),
        SMTPRecipientsRefused({"a@example.org": (450, b"later")}),
        SMTPDataError(451, b"later"),
        SMTPSenderRefused(550, b"not you", "us@example.org"),
    ],
    indirect=True,
)
@pytest.mark.usefixtures("_failing_server")
def test_deliver_due_tries_again_later_what_may_yet_go(mailoutbox):
    make_mail()

    assert delivery.deliver_due() == 0

    waiting = OutgoingMail.objects.get()
    wait = waiting.due_at - timezone.now()
    assert timedelta(seconds=40) < wait < timedelta(seconds=80)
    assert (waiting.attempts, waiting.failed_at) == (1, None)


@pytest.mark.parametrize("_failing_server", [ConnectionResetError()], indirect=True)
@pytest.mark.usefixtures("_failing_server")
def test_deliver_due_waits_longer_each_time_and_then_gives_up(time_machine):
    mail = make_mail()
    waits = []

    while OutgoingMail.objects.unsent().exists():
        delivery.deliver_due()
        mail.refresh_from_db()
        waits.append((mail.due_at - timezone.now()).total_seconds())
        time_machine.move_to(mail.due_at + timedelta(seconds=1))

    assert len(waits) == 20
    assert waits[:8] == sorted(waits[:8])
    assert max(waits) < 6 * 3600 * 1.2
    assert 2 < sum(waits[:-1]) / 86400 < 4  # days
