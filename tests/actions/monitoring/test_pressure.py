import time
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from letter_site.connections.cache import PageCache
from signatures.actions.monitoring import pressure
from signatures.models import OutgoingMail
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=15)


@pytest.fixture
def text(settings, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    settings.HOT_FORMS, settings.HOT_TIMES, settings.HOT_CACHE_TIMEOUT = 2, 3, timedelta(0)
    return make_text(slug="ask")


def make(text, number, *, state="pending", sent=True, **fields):
    for _ in range(number):
        signature = make_signature(text, state=state, **fields)
        sent_at = timezone.now() if sent else None
        OutgoingMail.objects.create(signature=signature, kind="confirm", sent_at=sent_at)


def test_statement_is_hot_when_many_who_were_emailed_do_not_confirm(text, time_machine):
    make(text, 2)
    time_machine.shift(LATER)
    assert not pressure.is_hot(text.statement)

    make(text, 1)
    assert not pressure.is_hot(text.statement)  # the newest has had no time to confirm
    time_machine.shift(LATER)
    assert pressure.is_hot(text.statement)
    assert not pressure.is_hot(make_text(slug="other").statement)


@pytest.mark.parametrize(
    "confirmed",
    [{"state": "published"}, {"state": "held"}, {"state": "published", "display": "counted"}],
)
def test_statement_is_not_hot_when_a_crowd_confirms(text, time_machine, confirmed):
    make(text, 3)
    make(text, 1, **confirmed)
    time_machine.shift(LATER)

    assert not pressure.is_hot(text.statement)


def test_emails_that_were_not_sent_yet_make_no_statement_hot(text, time_machine):
    make(text, 9, sent=False)
    time_machine.shift(LATER)

    assert not pressure.is_hot(text.statement)


def test_forms_and_confirmations_of_earlier_hours_do_not_matter(text, time_machine):
    make(text, 3)
    make(text, 5, state="published")
    time_machine.shift(timedelta(hours=2))
    assert not pressure.is_hot(text.statement)

    make(text, 3)
    time_machine.shift(LATER)
    assert pressure.is_hot(text.statement)


def test_answer_is_kept_for_a_while(text, settings):
    settings.HOT_CACHE_TIMEOUT = timedelta(seconds=30)
    assert not pressure.is_hot(text.statement)
    make(text, 3)
    OutgoingMail.objects.update(sent_at=timezone.now() - LATER)

    assert not pressure.is_hot(text.statement)
    settings.HOT_CACHE_TIMEOUT = timedelta(0)
    caches["pages"].clear()
    assert pressure.is_hot(text.statement)


def test_while_one_process_counts_again_the_others_use_the_answer_before(text, monkeypatch):
    make(text, 3)
    OutgoingMail.objects.update(sent_at=timezone.now() - LATER)
    assert pressure.is_hot(text.statement)
    seen = []

    def count(statement, now):
        if not seen:
            seen.append(pressure.is_hot(statement))
        return False

    monkeypatch.setattr(pressure, "_is_hot", count)

    assert not pressure.is_hot(text.statement)
    assert seen == [True]
    assert not pressure.is_hot(text.statement)


def test_each_process_counts_when_redis_is_away(text, monkeypatch):
    make(text, 3)
    OutgoingMail.objects.update(sent_at=timezone.now() - LATER)
    monkeypatch.setattr(PageCache, "_again_at", time.monotonic() + 60)

    assert pressure.is_hot(text.statement)
