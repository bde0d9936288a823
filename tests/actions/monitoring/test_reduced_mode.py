"""When the site is reduced, by hand and by load."""

import logging
from datetime import timedelta

import pytest
from django.core.cache import caches

from signatures.actions.monitoring import reduced_mode
from signatures.actions.record_keeping import page_cache
from signatures.models import Decision
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch):
    monkeypatch.setitem(reduced_mode._wait, "mean", 0.0)
    monkeypatch.setitem(reduced_mode._wait, "said_at", float("-inf"))


def test_it_is_switched_on_and_off_once_with_two_lines_in_the_log():
    olga = make_organizer()

    done = [reduced_mode.switch_on(by=olga) for _ in range(2)]
    was_on = reduced_mode.is_on()
    undone = [reduced_mode.switch_off(by=olga) for _ in range(2)]

    assert (done, was_on, undone) == ([True, False], True, [True, False])
    caches["pages"].clear()  # the transaction of a test never commits
    assert not reduced_mode.is_on()
    lines = Decision.objects.order_by("pk").values_list("subject", "from_state", "to_state")
    assert list(lines) == [("reduced mode", "off", "on"), ("reduced mode", "on", "off")]


def test_it_stays_on_when_the_cache_is_emptied():
    reduced_mode.switch_on(by=make_organizer())
    caches["pages"].clear()

    assert reduced_mode.is_on()
    assert caches["pages"].get(reduced_mode.BY_HAND)


def test_requests_that_wait_too_long_reduce_the_site(caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            reduced_mode.note_wait(2.0)

    assert reduced_mode.is_on_by_load()
    assert reduced_mode.is_on()
    assert caplog.text.count("reduced mode begins") == 1
    assert not Decision.objects.exists()


@pytest.mark.parametrize("wait", [0.1, -3.0, 1e9, float("nan")])
def test_short_waits_and_wrong_clocks_do_not(wait):
    for _ in range(100):
        reduced_mode.note_wait(wait)

    assert not reduced_mode.is_on()


def test_one_slow_request_does_not():
    reduced_mode.note_wait(9.0)

    assert not reduced_mode.is_on()


def test_installation_can_do_without(settings):
    settings.REDUCED_ABOVE *= 0

    for _ in range(20):
        reduced_mode.note_wait(5.0)

    assert not reduced_mode.is_on()


def test_database_is_not_asked_for_each_page(settings, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(page_cache, "_local", {})
    settings.LOCALLY_CACHED_FOR = settings.PAGE_CACHE_TIMEOUT = timedelta(hours=1)
    reduced_mode.is_on()

    with django_assert_num_queries(0):
        assert not reduced_mode.is_on()
