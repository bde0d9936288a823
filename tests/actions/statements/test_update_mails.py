"""An update reaches each signatory who asked for updates, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from signatures.actions.mail import suppressions
from signatures.actions.mail import updates as links
from signatures.actions.statements import update_mails, updates
from signatures.models import OutgoingMail, Signature, Statement, Update
from tests.factories import make_organizer, make_signature, make_text, make_update, sent

NO_ADDRESS = {"email": "", "mailbox": None, "mailbox_soft": None}
pytestmark = pytest.mark.django_db


def addresses(mailoutbox):
    return sorted(message.to[0] for message in mailoutbox)


def test_queue_due_writes_to_published_signatories_who_asked(text, mailoutbox):
    make_signature(text, email="asked@example.org", updates=True)
    make_signature(text, email="did-not@example.org")
    for state in ("pending", "held", "rejected"):
        make_signature(text, state=state, updates=True)
    make_signature(make_text(), updates=True)
    Signature.objects.filter(pk=make_signature(text, updates=True).pk).update(**NO_ADDRESS)
    update = make_update(text)

    assert update_mails.queue_due() == 1
    sent()
    assert update_mails.queue_due() == 0

    assert addresses(mailoutbox) == ["asked@example.org"]
    update.refresh_from_db()
    assert (update.to_send, update.queued) == (1, 1)
    assert update.ended_at


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_queue_due_sends_nothing_before_the_time(text, state):
    make_signature(text, updates=True)
    make_update(text, state=state)

    assert update_mails.queue_due() == 0


@pytest.mark.parametrize("publishes_in", [None, timedelta(days=1)], ids=["never", "tomorrow"])
def test_queue_due_sends_nothing_while_the_statement_is_not_public(text, publishes_in, mailoutbox):
    make_signature(text, updates=True)
    make_update(text)
    update_mails.queue_due()
    publishes_at = publishes_in and timezone.now() + publishes_in
    Statement.objects.update(publishes_at=publishes_at)
    Update.objects.update(ended_at=None, reached_id=0)

    assert update_mails.queue_due() == 0
    assert sent() == []  # not even what was queued before


def test_queue_due_goes_on_in_batches_and_never_twice(text, mailoutbox, monkeypatch):
    monkeypatch.setattr(update_mails, "AHEAD", 2)
    for _ in range(5):
        make_signature(text, updates=True)
    make_update(text)

    queued = []
    while number := update_mails.queue_due():
        queued.append(number)
        assert update_mails.queue_due() == 0  # two wait already
        sent()

    assert queued == [2, 2, 1]
    assert len(set(addresses(mailoutbox))) == len(mailoutbox) == 5


def test_queue_due_after_a_lost_place_queues_no_one_twice(text, mailoutbox):
    make_signature(text, updates=True)
    make_update(text)
    update_mails.queue_due()
    sent()
    Update.objects.update(ended_at=None, reached_id=0)

    update_mails.queue_due()
    sent()

    assert len(mailoutbox) == 1


def test_database_refuses_an_update_to_one_signature_twice(text):
    signature, update = make_signature(text), make_update(text)
    mail = {"signature": signature, "update": update, "kind": "update"}
    OutgoingMail.objects.create(**mail)

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(**mail)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(signature=signature, kind="update")


def test_whoever_leaves_after_queueing_gets_nothing(text, mailoutbox):
    gone = [make_signature(text, updates=True) for _ in range(3)]
    make_update(text)
    update_mails.queue_due()

    links.unsubscribe(links.unsubscribe_token(gone[0]))
    suppressions.suppress(gone[1], reason="disowned")
    Signature.objects.filter(pk=gone[2].pk).update(email="", mailbox=None, mailbox_soft=None)

    assert sent() == []


def test_progress_adds_up(text, mailoutbox, monkeypatch):
    people = [make_signature(text, updates=True) for _ in range(5)]
    update = make_update(text)
    update_mails.queue_due()
    links.unsubscribe(links.unsubscribe_token(people[0]))
    sent()
    mails = OutgoingMail.objects.filter(update=update)
    mails.filter(signature=people[1]).update(sent_at=None, failed_at=timezone.now())
    mails.filter(signature=people[2]).update(sent_at=None)
    update.refresh_from_db()

    assert update_mails.progress(update) == update_mails.Progress(
        to_send=5, sent=2, waiting=1, failed=1, unwanted=1
    )


def test_nothing_is_queued_while_paused(text):
    make_signature(text, updates=True)
    update = make_update(text)
    updates.pause(update, by=make_organizer("editor"))

    assert update_mails.queue_due() == 0
