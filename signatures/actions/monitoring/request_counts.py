"""Counts of requests by outcome and duration, summed over all web processes.

Each process counts in memory and hands its numbers to Redis every few seconds. Losing Redis
sets the sums back to zero, which monitors expect of a counter, and costs no request anything.
"""

import time
from collections import Counter
from threading import Lock
from typing import Any

from django.core.cache import caches

TOO_MANY = 429  # its own outcome: it shows an attack, or a limit that is too low
KEY = "request-counts"
HANDED_OVER = 10.0  # seconds between two times that a process hands its numbers over
READ, FORM = "read", "form"
OUTCOMES = ("1xx", "2xx", "3xx", "4xx", "429", "5xx")
BUCKETS = (0.1, 0.5, 2.0)  # seconds; requests that took at most so long

_lock = Lock()
_counts: Counter[str] = Counter()
_handed_over = {"at": 0.0}


def note(verb: str, status: int, seconds: float) -> None:
    """Count one request. Writes to Redis now and then, and never fails."""
    kind = READ if verb in ("GET", "HEAD") else FORM
    names = [f"{kind} {status if status == TOO_MANY else f'{status // 100}xx'}"]
    names += [f"{kind} within {limit}" for limit in BUCKETS if seconds <= limit]
    with _lock:
        _counts.update(names)
        _counts[f"{kind} microseconds"] += int(seconds * 1_000_000)
        is_due = time.monotonic() - _handed_over["at"] >= HANDED_OVER
    if is_due:
        hand_over()


def hand_over() -> None:
    """Add the numbers of this process to the sums. Without Redis it keeps them for later."""
    global _counts  # noqa: PLW0603 - of this process
    with _lock:
        _handed_over["at"] = time.monotonic()
        mine, _counts = _counts, Counter()
    if mine and not _cache().add_to_sums(KEY, mine):
        with _lock:
            _counts.update(mine)


def sums() -> dict[str, int]:
    """Return the sums of all processes; of the last seconds only those of this process."""
    hand_over()
    return _cache().sums(KEY)


def _cache() -> Any:
    """Return the page cache, which has more methods than Django's caches."""
    return caches["pages"]
