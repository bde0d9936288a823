"""A mail server that refuses some recipients, or all of them."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused

import pytest
from django.utils import timezone

from signatures import mail
from signatures.actions.mail import delivery
from signatures.actions.mail import server as mail_server
from signatures.models import MailServer, OutgoingMail
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def make_mails(*addresses):
    text = make_text()
    for address in addresses:
        signature = make_signature(text, state="pending", email=address)
        OutgoingMail.objects.create(signature=signature, kind="confirm")


def everyone(number, begin=0):
    return [f"p{each}@d{each}.example" for each in range(begin, begin + number)]


@pytest.fixture
def server(monkeypatch, time_machine):
    """The server refuses whoever is in ``refused`` ("all", "sender" or addresses)."""
    time_machine.move_to(timezone.now(), tick=False)

    class Server:
        refused, tried = (), []

    def send(addressed, connection, wordings):
        to = addressed.outgoing.signature.email
        Server.tried.append(to)
        if Server.refused == "sender":
            raise SMTPSenderRefused(550, b"not you", "us@example.org")
        if Server.refused == "all" or to in Server.refused:
            raise SMTPRecipientsRefused({to: (550, b"blocked")})

    monkeypatch.setattr(mail, "send", send)
    Server.tried = []
    return Server


def failed():
    return OutgoingMail.objects.failed().count()


@pytest.mark.parametrize("how", ["all", "sender"])
def test_block_loses_nothing_and_pauses_and_all_is_sent_after_it(server, time_machine, how, caplog):
    make_mails(*everyone(60))
    server.refused = how

    assert delivery.deliver_due() == 0

    paused = MailServer.objects.get()
    assert len(server.tried) == 50
    assert (failed(), OutgoingMail.objects.unsent().count()) == (0, 60)
    assert paused.paused_until == timezone.now() + MINUTE
    assert "The mail server refuses everything" in caplog.text
    assert "@" not in caplog.text
    assert delivery.deliver_due() == 0
    assert len(server.tried) == 50  # no attempt in the pause

    time_machine.shift(MINUTE)
    delivery.deliver_due()
    assert len(server.tried) == 50 + mail_server.ENOUGH  # only a few, to see what happens
    assert MailServer.objects.get().paused_until == timezone.now() + 2 * MINUTE

    server.refused = ()
    time_machine.shift(2 * MINUTE)
    assert delivery.deliver_due() == 60
    assert (MailServer.objects.get().pauses, failed()) == (0, 0)


def test_pause_grows_to_ten_minutes_and_no_further(server, time_machine):
    make_mails(*everyone(100))
    server.refused = "all"
    pauses = []

    for _ in range(6):
        delivery.deliver_due()
        until = MailServer.objects.get().paused_until
        pauses.append((until - timezone.now()) / MINUTE)
        time_machine.move_to(until, tick=False)

    assert pauses == [1, 2, 4, 8, 10, 10]


def test_block_adds_up_over_runs_of_one(server, time_machine):
    server.refused = "all"

    for number in range(mail_server.ENOUGH):
        assert MailServer.objects.filter(pauses__gt=0).count() == 0
        make_mails(*everyone(1, begin=number))
        delivery.deliver_due()

    assert MailServer.objects.get().pauses == 1
    assert failed() == 0


def test_refused_recipients_among_others_fail_at_once_and_pause_nothing(server):
    bad = everyone(20)
    make_mails(*bad, *everyone(1, begin=20))
    server.refused = bad

    assert delivery.deliver_due() == 1

    assert failed() == 20
    assert MailServer.objects.get().pauses == 0


def test_refused_alone_fails_once_another_was_accepted(server, time_machine):
    make_mails("typo@example.org")
    server.refused = ["typo@example.org"]

    delivery.deliver_due()
    assert failed() == 0
    time_machine.shift(45 * timedelta(seconds=1))
    make_mails("good@example.org")
    assert delivery.deliver_due() == 1
    time_machine.shift(45 * timedelta(seconds=1))
    delivery.deliver_due()

    assert failed() == 1
    assert OutgoingMail.objects.failed().get().last_error == "SMTPRecipientsRefused 550"


def test_many_wrong_addresses_do_not_stop_a_server_that_takes_others(server):
    make_mails("good@example.org")
    delivery.deliver_due()
    make_mails(*everyone(70))
    server.refused = everyone(70)

    delivery.deliver_due()

    assert MailServer.objects.get().pauses == 0
