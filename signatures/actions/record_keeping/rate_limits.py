"""Rate limits in PostgreSQL, so that they work without Redis."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.models import LimitCount

# One statement, because "read, then write" would let through a request in between.
# Rows are locked in the order of their keys, so that two requests never deadlock.
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
    """Count ``what`` ``times`` more and return the new count in each window.

    Windows are fixed: they start at whole multiples of their length since 1970, and the
    current one counts. So a limit holds within a window, however many requests come at once.
    ``times`` of 0 takes the same time and counts nothing.
    """
    windows = list(windows)
    counted = facts(what, windows)
    of = dict(zip(counted["keys"], windows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {**counted, "times": times})
        return {of[bytes(key)]: hits for key, hits in cursor.fetchall()}


def facts(what: str, windows: Iterable[timedelta]) -> dict[str, list[Any]]:
    """Return the parameters of COUNT_EACH_SQL: keys of ``what`` and starts of its windows."""
    now = timezone.now()
    return {
        "keys": [_key(what, window) for window in windows],
        "began": [_start(now, window) for window in windows],
    }


def note(what: list[str], until: datetime) -> list[int]:
    """Note each of ``what`` once more, all at the same time; return how often each was noted.

    The notes are kept until ``until`` and as long as counts are.
    """
    keys = [_key(each, timedelta(0)) for each in what]
    began = [until] * len(keys)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"keys": keys, "began": began, "times": 1})
        noted = {bytes(key): hits for key, hits in cursor.fetchall()}
    return [noted[key] for key in keys]


def wait(hits: Mapping[timedelta, int], limits: Mapping[timedelta, int]) -> timedelta:
    """Return how long the newest hit must wait for its turn.

    A hit over the limit is not turned down but queued: at 10 a minute, the 25th of a minute
    waits two minutes.
    """
    turns = (window * ((hits[window] - 1) // most) for window, most in limits.items())
    return max(turns, default=timedelta(0))


def exceeded(hits: Mapping[timedelta, int], limits: Mapping[timedelta, int]) -> timedelta | None:
    """Return the longest window whose limit is exceeded, or None."""
    return max((window for window, most in limits.items() if hits[window] > most), default=None)


def full(limited: Mapping[str, Mapping[timedelta, int]]) -> timedelta | None:
    """Return how long until the limits that are reached end, or None if none is reached.

    ``limited`` maps each thing that is counted to its limits. Counts nothing.
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


def reset(what: str, windows: Iterable[timedelta]) -> None:
    """Delete the counts of ``what``."""
    LimitCount.objects.filter(key__in=[_key(what, window) for window in windows]).delete()


def delete_old() -> int:
    return LimitCount.objects.filter(window_start__lt=timezone.now() - KEEP).delete()[0]


def _start(now: datetime, window: timedelta) -> datetime:
    seconds = window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
