from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.management import loop
from signatures.models import JobRun, OutgoingMail
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def due():
    signature = make_signature(make_text())
    for _ in range(3):
        OutgoingMail.objects.create(signature=signature, kind="link")


def test_command_sends_what_is_due_and_says_how_many(due, mailoutbox, capsys):
    call_command("deliver_mail")
    call_command("deliver_mail")

    assert len(mailoutbox) == 3
    assert capsys.readouterr().out == "Sent 3 e-mails.\nSent 0 e-mails.\n"
    assert JobRun.objects.get().name == "deliver_due_mail"


def test_loop_goes_on_until_stopped(due, mailoutbox, capsys, monkeypatch):
    pauses = []

    def wait(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(loop, "close_old_connections", lambda: None)  # would end the test's own
    monkeypatch.setattr(loop.Event, "wait", lambda self, seconds: wait(seconds))

    with pytest.raises(KeyboardInterrupt):
        call_command("deliver_mail", loop=True, every=0.5)

    assert len(mailoutbox) == 3
    assert pauses == [0.5] * 3
    assert capsys.readouterr().out == "Sent 3 e-mails.\n"


def test_retry_failed_sends_again_what_was_chosen(due, mailoutbox, capsys):
    now = timezone.now()
    OutgoingMail.objects.update(failed_at=now)
    today = f"{now:%Y-%m-%d}"

    call_command("deliver_mail", "--retry-failed", "--kind=confirm")
    call_command("deliver_mail", "--retry-failed", f"--since={today}", "--kind=link")
    call_command("deliver_mail", "--retry-failed")

    said = capsys.readouterr().out.splitlines()
    assert said[0::2] == [f"{n} failed e-mails will be sent again." for n in (0, 3, 0)]
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("options", [["--kind=link"], ["--retry-failed", "--since=yesterday"]])
def test_mistaken_options_are_told_and_change_nothing(options, monkeypatch):
    monkeypatch.setattr(delivery, "deliver_due", None)

    with pytest.raises(CommandError):
        call_command("deliver_mail", *options, stderr=StringIO())
