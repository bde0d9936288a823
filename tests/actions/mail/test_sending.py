from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from signatures import mail
from signatures.actions.mail import delivery
from signatures.actions.mail import sending as mail_sending
from signatures.models import OutgoingMail
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


def make_mails(number):
    text = make_text()
    for _ in range(number):
        signature = make_signature(text, state="pending")
        OutgoingMail.objects.create(signature=signature, kind="confirm")


@pytest.fixture
def server(monkeypatch):
    """Say what happens while an e-mail is handed over; returns the list of those handed over."""
    taken = []

    def behaves(how):
        def send(addressed, connection, wordings):
            how(addressed.outgoing)
            taken.append(addressed.outgoing.pk)

        monkeypatch.setattr(mail, "send", send)
        return taken

    return behaves


@pytest.fixture
def quicker(time_machine):
    """Another sender, who looks for work while some seconds pass; returns what it has sent."""
    time_machine.move_to(timezone.now(), tick=False)
    sent = []

    def meanwhile(seconds):
        time_machine.shift(timedelta(seconds=seconds))
        if batch := delivery._claim(1):
            sent.extend(each.outgoing.pk for each in batch.mails)
            OutgoingMail.objects.filter(pk__in=sent).update(sent_at=timezone.now())

    return meanwhile, sent


def test_slow_server_gets_no_mail_twice(server, quicker):
    meanwhile, of_other = quicker
    make_mails(50)
    taken = server(lambda outgoing: meanwhile(4))

    assert delivery.deliver_due() == 50

    assert len(set(taken)) == 50
    assert of_other == []


def test_mail_whose_lease_is_lost_is_left_to_the_other_sender(server, time_machine, monkeypatch):
    time_machine.move_to(timezone.now(), tick=False)
    make_mails(10)
    taken, of_other = server(lambda outgoing: None), []

    def stands_still_once(connection):
        if not of_other:
            time_machine.shift(timedelta(minutes=4))
            of_other.extend(each.outgoing.pk for each in delivery._claim(4).mails)

    monkeypatch.setattr(mail_sending, "_open", stands_still_once)

    assert delivery.deliver_due() == 6

    assert len(of_other) == 4
    assert set(taken).isdisjoint(of_other)


def test_run_ends_in_time_and_gives_back_what_is_left(server, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_mails(50)
    server(lambda outgoing: time_machine.shift(timedelta(seconds=20)))

    sent = delivery.deliver_due()

    assert timedelta(seconds=20) * sent <= delivery.LONGEST_RUN + timedelta(minutes=1)
    assert OutgoingMail.objects.due().count() == 50 - sent


def test_fault_of_ours_in_one_mail_holds_up_no_other(server, caplog):
    make_mails(3)
    broken = OutgoingMail.objects.order_by("due_at").first()

    def breaks(outgoing):
        if outgoing == broken:
            raise KeyError("ada@example.org")

    server(breaks)

    assert delivery.deliver_due() == 2
    broken.refresh_from_db()
    assert (broken.last_error, broken.failed_at) == ("KeyError", None)
    assert "ada@" not in caplog.text


END_OF_SENDER = "SELECT pg_terminate_backend(%s, 5000)"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last", [1, 3])
def test_mail_that_the_server_accepted_while_the_database_died_is_marked_and_not_sent_again(
    server, last
):
    make_mails(3)
    sender = connection.connection.info.backend_pid

    def dies(outgoing):
        if len(taken) == last - 1:
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute(END_OF_SENDER, [sender])
            other.close()

    taken = server(dies)

    with pytest.raises(OperationalError):
        delivery.deliver_due()

    sent = OutgoingMail.objects.filter(sent_at__isnull=False)
    assert set(sent.values_list("pk", flat=True)) == set(taken)
    OutgoingMail.objects.update(due_at=timezone.now())
    delivery.deliver_due()
    assert len(taken) == len(set(taken)) == 3
