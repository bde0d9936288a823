"""Counts of requests, on a real Valkey and without one."""

import pytest
from django.conf import settings as configured

from signatures.actions.monitoring import request_counts


@pytest.fixture(autouse=True)
def _nothing_is_counted_yet(monkeypatch):
    """Start from zero, and hand nothing over before the test does."""
    monkeypatch.setattr(request_counts, "_counts", request_counts.Counter())
    monkeypatch.setitem(request_counts._handed_over, "at", float("inf"))


def test_counts_of_several_processes_add_up():
    for _process in range(2):
        request_counts.note("GET", 200, 0.05)
        request_counts.note("POST", 503, 1.0)
        request_counts.hand_over()

    assert request_counts.sums() == {
        "read 2xx": 2,
        "read within 0.1": 2,
        "read within 0.5": 2,
        "read within 2.0": 2,
        "read microseconds": 100_000,
        "form 5xx": 2,
        "form within 2.0": 2,
        "form microseconds": 2_000_000,
    }


def test_too_many_requests_are_an_outcome_of_their_own():
    request_counts.note("POST", 429, 3.0)
    request_counts.note("POST", 422, 3.0)

    assert request_counts.sums() == {"form 429": 1, "form 4xx": 1, "form microseconds": 6_000_000}


def test_numbers_are_handed_over_only_now_and_then(monkeypatch):
    handed = []
    monkeypatch.setattr(request_counts, "hand_over", lambda: handed.append(1))

    request_counts.note("GET", 200, 0.05)
    assert handed == []

    monkeypatch.setitem(request_counts._handed_over, "at", float("-inf"))
    request_counts.note("GET", 200, 0.05)
    assert handed == [1]


def test_numbers_are_kept_while_redis_is_away(settings):
    settings.CACHES = configured.CACHES | {
        "pages": {**configured.CACHES["pages"], "LOCATION": "redis://127.0.0.1:1/0"}
    }

    request_counts.note("GET", 200, 0.05)

    assert request_counts.sums() == {}
    assert request_counts._counts["read 2xx"] == 1
