from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from signatures.actions.statements import closing_mails
from signatures.models import ClosingNotice, OutgoingMail, Statement
from tests.factories import (
    make_added,
    make_nameless,
    make_signature,
    make_text,
    make_withdrawn,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

HOUR = timedelta(hours=1)


@pytest.fixture
def text():
    return make_text(slug="ask", opens_at=timezone.now() - timedelta(days=30))


def close(text, at=None):
    at = at or timezone.now() - settings.CLOSING_TOLD_AFTER
    Statement.objects.filter(pk=text.statement_id).update(closes_at=at)


def queue():
    """Do all the work of the worker, as it comes."""
    while closing_mails.queue_due():
        pass


def told():
    return sorted(each.to[0] for each in sent())


def test_everyone_who_signed_is_told_once(text, time_machine):
    make_signature(text, email="ada@example.org")
    make_signature(text, email="bo@example.org", state="held")
    time_machine.shift(2 * HOUR)
    close(text)

    queue()
    queue()

    assert told() == ["ada@example.org", "bo@example.org"]


def test_no_one_is_told_who_is_owed_nothing(text, time_machine):
    make_signature(text, state="pending")
    make_signature(text, state="rejected")
    make_withdrawn(text)
    make_nameless(text)
    make_added(text, email="added@example.org")
    time_machine.shift(2 * HOUR)
    close(text)

    queue()

    assert told() == []


def test_mail_has_the_state_the_link_and_how_long_the_address_is_kept(text, time_machine):
    make_signature(text)
    time_machine.shift(2 * HOUR)
    close(text)
    queue()

    [message] = sent()

    assert message.subject == "Signing has ended: Ask first"
    words = " ".join(message.body.split())
    assert "Your signature is confirmed and counted." in words
    assert "/manage/" in words
    assert f"We erase your e-mail address {settings.KEEP_ADDRESSES.days} days after" in words


def test_statement_that_opens_again_before_the_mail_is_sent_tells_no_one(text, time_machine):
    make_signature(text)
    time_machine.shift(2 * HOUR)
    close(text)
    queue()

    close(text, at=timezone.now() + 24 * HOUR)

    assert sent() == []


@pytest.mark.parametrize("late", [timedelta(0), settings.CLOSING_TOLD_WITHIN])
def test_no_one_is_told_too_soon_or_of_an_end_long_ago(text, time_machine, late):
    make_signature(text)
    time_machine.shift(2 * HOUR)
    close(text, at=timezone.now() - late)

    assert closing_mails.queue_due() == 0


def test_statement_that_is_not_public_yet_tells_no_one(text, time_machine):
    make_signature(text)
    time_machine.shift(2 * HOUR)
    close(text)
    Statement.objects.update(publishes_at=timezone.now() + HOUR)

    assert closing_mails.queue_due() == 0


def test_worker_goes_on_where_another_was_killed(text, time_machine, monkeypatch):
    monkeypatch.setattr(closing_mails, "AT_ONCE", 2)
    for _ in range(5):
        make_signature(text)
    time_machine.shift(2 * HOUR)
    close(text)
    closing_mails.queue_due()
    ClosingNotice.objects.update(reached_id=0)  # as if the place reached had been lost

    queue()

    assert OutgoingMail.objects.filter(kind="closed").count() == 5
    assert len(told()) == len(set(told())) == 5


def test_second_end_tells_no_one_again(text, time_machine):
    make_signature(text)
    time_machine.shift(2 * HOUR)
    close(text)
    queue()
    ClosingNotice.objects.all().delete()

    queue()

    assert len(told()) == 1
