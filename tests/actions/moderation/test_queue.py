from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.moderation import decisions as moderation
from signatures.actions.moderation import queue
from signatures.actions.privacy import retention
from signatures.models import ReviewClaim, SetAside
from tests.factories import DAY, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga():
    return make_organizer("moderator", email="olga@example.org")


@pytest.fixture
def max_():
    return make_organizer("moderator", email="max@example.org")


def held(text, number=1, **fields):
    return [make_signature(text, state="held", **fields) for _ in range(number)]


def test_oldest_is_taken_first_and_the_next_person_gets_the_next(text, olga, max_):
    one, two = held(text, 2)
    type(one).objects.filter(pk=two.pk).update(attested_at=one.attested_at - DAY)

    assert queue.take_next(text.statement, by=olga) == two.pk
    assert queue.take_next(text.statement, by=max_) == one.pk
    assert queue.take_next(text.statement, by=make_organizer("owner")) is None


def test_what_is_not_held_or_elsewhere_is_not_in_the_queue(text, olga):
    for state in ("pending", "published", "rejected"):
        make_signature(text, state=state)
    held(make_text())

    assert queue.take_next(text.statement, by=olga) is None


def test_only_what_is_held_for_that_reason(text, olga):
    held(text)
    [watched] = held(text, reasons=["capitals", "watched_name"])

    assert queue.take_next(text.statement, by=olga, reason="watched_name") == watched.pk
    assert queue.take_next(text.statement, by=olga, reason="number") is None


def test_taken_row_is_free_again_after_ten_minutes(text, olga, max_):
    [one] = held(text)
    assert queue.take(one, by=olga)
    assert not queue.take(one, by=max_)
    assert queue.taken_by_another(one, than=max_).by == olga

    ReviewClaim.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert queue.taken_by_another(one, than=max_) is None
    assert queue.take_next(text.statement, by=max_) == one.pk
    assert ReviewClaim.objects.get().by == max_


def test_one_person_has_one_at_a_time(text, olga, max_):
    one, two = held(text, 2)
    queue.take(one, by=olga)

    queue.take(two, by=olga)

    assert queue.take(one, by=max_)
    assert queue.next_for(olga, text.statement) == two.pk


def test_what_was_left_for_later_comes_after_all_others(text, olga, max_):
    one, two, three = held(text, 3)
    for each in (one, two):
        queue.set_aside(each, by=olga)
    assert queue.take_next(text.statement, by=olga) == three.pk

    queue.set_aside(three, by=olga)
    assert queue.take_next(text.statement, by=olga) == one.pk

    queue.set_aside(one, by=olga)
    assert queue.take_next(text.statement, by=olga) == two.pk
    assert queue.take_next(text.statement, by=max_) == one.pk


def test_what_one_agreed_to_waits_for_somebody_else(text, olga, max_):
    [one] = held(text, reasons=["watched_name"])
    moderation.publish(one, by=olga, reason="")

    assert queue.take_next(text.statement, by=olga) is None
    assert queue.take_next(text.statement, by=max_) == one.pk


def test_what_is_decided_cannot_be_taken(text, olga):
    assert not queue.take(make_signature(text), by=olga)


def test_looking_for_the_next_takes_nothing(text, olga):
    held(text)

    queue.next_for(olga, text.statement)

    assert not ReviewClaim.objects.exists()


def test_what_was_decided_is_forgotten(text, olga, max_):
    one, two = held(text, 2)
    for each in (one, two):
        queue.set_aside(each, by=olga)
    queue.take(two, by=max_)
    moderation.publish(one, by=olga, reason="")

    retention.erase_expired()
    assert SetAside.objects.get().signature == two
    assert ReviewClaim.objects.count() == 1

    ReviewClaim.objects.update(until=timezone.now() - timedelta(minutes=1))
    retention.erase_expired()
    assert not ReviewClaim.objects.exists()
