"""Values cached in a process, and for how long."""

from datetime import timedelta
from itertools import count

import pytest
from django.core.cache import caches

from signatures.actions.record_keeping import page_cache


@pytest.fixture
def clock(monkeypatch):
    """Seconds, which a test moves on."""
    clock = [1_000.0]
    monkeypatch.setattr(page_cache, "monotonic", lambda: clock[0])
    return clock


def made(name, numbers):
    return page_cache.get_local(name, lambda: next(numbers))


@pytest.mark.django_db
def test_kept_is_made_again_when_the_record_changed(settings):
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=1)
    numbers = count()
    before = [made("a", numbers), made("a", numbers)]

    page_cache._invalidate()

    assert (before, made("a", numbers)) == ([0, 0], 1)


def test_get_local_keeps_its_value_for_a_second_whatever_changes(settings, clock):
    settings.LOCALLY_CACHED_FOR = timedelta(seconds=1)
    numbers = count()

    first = made("b", numbers)
    page_cache._invalidate()
    second = made("b", numbers)
    clock[0] += 1.1

    assert (first, second, made("b", numbers)) == (0, 0, 1)


def test_names_that_visitors_make_up_do_not_pile_up(settings):
    settings.LOCALLY_CACHED_FOR = timedelta(seconds=1)
    for number in range(page_cache.LOCAL_ENTRIES_MOST + 10):
        made(f"text-{number}", count())

    assert len(page_cache._local) <= page_cache.LOCAL_ENTRIES_MOST


def test_changes_renew_pages_a_few_times_a_second(clock):
    states = set()
    for _ in range(10):
        page_cache._invalidate()
        states.add(caches["pages"].get(page_cache.GENERATION))

    assert len(states) == page_cache.INVALIDATIONS_MOST
