import pytest
from django.core.management import call_command

from signatures.management.commands import deliver_mail
from signatures.models import OutgoingMail
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
    assert capsys.readouterr().out == "Sent 3 mails.\nSent 0 mails.\n"


def test_loop_goes_on_until_stopped(due, mailoutbox, capsys, monkeypatch):
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(deliver_mail.time, "sleep", pause)

    with pytest.raises(KeyboardInterrupt):
        call_command("deliver_mail", loop=True, every=0.5)

    assert len(mailoutbox) == 3
    assert pauses == [0.5] * 3
    assert capsys.readouterr().out == "Sent 3 mails.\n"
