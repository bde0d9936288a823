from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.record_keeping import rate_limits
from signatures.models import LimitCount

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMITS = {MINUTE: 2, HOUR: 3}


def test_counts_rise_in_each_window_and_apart_for_each_thing(stopped_clock):
    assert rate_limits.count("a", LIMITS) == {MINUTE: 1, HOUR: 1}
    assert rate_limits.count("a", LIMITS, times=2) == {MINUTE: 3, HOUR: 3}
    assert rate_limits.count("b", LIMITS) == {MINUTE: 1, HOUR: 1}
    assert rate_limits.count("b", LIMITS, times=0) == {MINUTE: 1, HOUR: 1}


def test_key_reveals_nothing_of_what_is_counted(stopped_clock):
    rate_limits.count("ada@example.org", LIMITS)

    assert b"ada" not in bytes(LimitCount.objects.first().key)


@pytest.mark.table(("hits", "over"), [(2, None), (3, MINUTE), (4, HOUR)])
def test_longest_exceeded_window_is_named(hits, over):
    assert rate_limits.exceeded({MINUTE: hits, HOUR: hits}, LIMITS) == over


def test_notes_are_counted_together_and_apart_from_counts(stopped_clock):
    until = timezone.now() + HOUR

    assert rate_limits.note(["a", "b"], until) == [1, 1]
    assert rate_limits.note(["c", "a"], until) == [1, 2]
    assert rate_limits.count("a", LIMITS) == {MINUTE: 1, HOUR: 1}


def test_hit_over_the_limit_waits_for_its_turn():
    assert rate_limits.wait({MINUTE: 2}, {MINUTE: 2}) == timedelta(0)
    assert rate_limits.wait({MINUTE: 25}, {MINUTE: 10}) == 2 * MINUTE
    assert rate_limits.wait({}, {}) == timedelta(0)


def test_full_limit_says_how_long_it_lasts_and_counts_nothing(stopped_clock):
    assert rate_limits.full({"a": LIMITS}) is None
    rate_limits.count("a", LIMITS, times=2)

    left = rate_limits.full({"a": LIMITS})

    assert timedelta(0) < left <= MINUTE
    assert rate_limits.count("a", LIMITS, times=0) == {MINUTE: 2, HOUR: 2}


def test_new_window_begins_at_nought(time_machine, stopped_clock):
    rate_limits.count("a", LIMITS, times=2)

    time_machine.shift(MINUTE)

    assert rate_limits.count("a", [MINUTE], times=0)[MINUTE] == 0


def test_old_counts_are_forgotten_and_new_ones_kept(time_machine, stopped_clock):
    rate_limits.count("old", [MINUTE])
    time_machine.shift(rate_limits.KEEP + MINUTE)
    rate_limits.count("new", [MINUTE])

    assert rate_limits.delete_old() == 1
    rate_limits.reset("new", [MINUTE])
    assert not LimitCount.objects.exists()
