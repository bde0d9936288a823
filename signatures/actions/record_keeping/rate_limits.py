"""How often something may happen. Counted in PostgreSQL, so that it holds without Redis."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.models import LimitCount

# One statement, because "read, then write" would let through whoever comes in between.
# Rows are taken in the order of their keys: two requests never wait for each other crosswise.
COUNT_EACH_SQL = """
    INSERT INTO signatures_limitcount (key, window_start, hits)
    SELECT key, began, {times}
    FROM unnest(%(keys)s::bytea[], %(began)s::timestamptz[]) AS one (key, began){also}
    ORDER BY key
    ON CONFLICT (key, window_start)
    DO UPDATE SET hits = signatures_limitcount.hits + excluded.hits
    RETURNING key, hits
"""
COUNT = COUNT_EACH_SQL.format(times="%(times)s", also="")

KEEP = timedelta(days=2)  # longer than any window


def count(what: str, windows: Iterable[timedelta], *, times: int = 1) -> dict[timedelta, int]:
    """Count ``times`` more of ``what`` and return how many that makes in each window.

    A window is the whole multiple of its length since 1970 that holds this moment, so no
    limit is passed within one window, by however many requests at once. ``times`` of 0 costs
    the same and counts nothing.
    """
    windows = list(windows)
    counted = facts(what, windows)
    of = dict(zip(counted["keys"], windows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {**counted, "times": times})
        return {of[bytes(key)]: hits for key, hits in cursor.fetchall()}


def facts(what: str, windows: Iterable[timedelta]) -> dict[str, list[Any]]:
    """Return what COUNT_EACH_SQL counts: the keys of ``what``, and when this turn of each began."""
    now = timezone.now()
    return {
        "keys": [_key(what, window) for window in windows],
        "began": [_start(now, window) for window in windows],
    }


def wait(hits: Mapping[timedelta, int], limits: Mapping[timedelta, int]) -> timedelta:
    """Return how long the newest hit must wait for its turn.

    Whoever is over a limit is not refused but queued: with 10 a minute, the 25th of a
    minute waits two minutes.
    """
    turns = (window * ((hits[window] - 1) // most) for window, most in limits.items())
    return max(turns, default=timedelta(0))


def exceeded(hits: Mapping[timedelta, int], limits: Mapping[timedelta, int]) -> timedelta | None:
    """Return the longest window whose limit is passed, or None."""
    return max((window for window, most in limits.items() if hits[window] > most), default=None)


def full(limited: Mapping[str, Mapping[timedelta, int]]) -> timedelta | None:
    """Return how long the limits last that ``limited`` (what, and its limits) has reached.

    None while there is room. Counts nothing.
    """
    now = timezone.now()
    windows = {
        (_key(what, window), _start(now, window)): (window, most)
        for what, limits in limited.items()
        for window, most in limits.items()
    }
    counted = LimitCount.objects.filter(key__in=[key for key, _ in windows])
    left = [
        start + window - now
        for key, start, hits in counted.values_list("key", "window_start", "hits")
        for window, most in [windows.get((bytes(key), start), (timedelta(0), hits + 1))]
        if hits >= most
    ]
    return max(left, default=None)


def _key(what: str, window: timedelta) -> bytes:
    return tokens.fingerprint(f"{what} {window}", purpose="limit")


def forget(what: str, windows: Iterable[timedelta]) -> None:
    """Forget how often ``what`` happened."""
    LimitCount.objects.filter(key__in=[_key(what, window) for window in windows]).delete()


def forget_old() -> int:
    return LimitCount.objects.filter(window_start__lt=timezone.now() - KEEP).delete()[0]


def _start(now: datetime, window: timedelta) -> datetime:
    seconds = window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
