"""What public pages are shown from: the page cache, and when it is out of date."""

import uuid
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

T = TypeVar("T")

GENERATION = "generation"  # names the state of the record, in the page cache
AT_HAND_MOST = 500  # names, some of which visitors make up
RENEWALS = 2  # a second and process; under more changes, pages live out their two seconds

# What this process was given last, and until when (monotonic) it may be given again.
_at_hand: dict[str, tuple[float, Any]] = {}
_renewals: dict[int, int] = {}  # how many there were in the second of the newest


def kept(name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returned for this state of the record, at most two seconds ago."""
    pages = caches["pages"]
    found = pages.get_many([GENERATION, name])
    generation = found.get(GENERATION, "")
    before, value = found.get(name, (None, None))
    if before != generation:
        value = make()
        pages.set(name, (generation, value), settings.PAGES_KEPT.total_seconds())
    return value


def at_hand(name: str, make: Callable[[], T]) -> T:
    """As ``kept``, and for another second it is not even asked whether the record has changed.

    For what nearly every request needs and what may be a second old: the words of a statement,
    what its form offers. Whoever is given it shares it with other threads, and must not change
    it.
    """
    until, value = _at_hand.get(name, (0.0, None))
    now = monotonic()
    if now < until:
        return value
    value = kept(name, make)
    if len(_at_hand) >= AT_HAND_MOST:
        _at_hand.clear()
    _at_hand[name] = now + settings.AT_HAND.total_seconds(), value
    return value


def renew_after_commit() -> None:
    """Let the first reader after this transaction see what it changed."""
    transaction.on_commit(_renew, robust=True)


def _renew() -> None:
    second = int(monotonic())
    if _renewals.get(second, 0) >= RENEWALS:
        return
    if second not in _renewals:
        _renewals.clear()
    _renewals[second] = _renewals.get(second, 0) + 1
    caches["pages"].set(GENERATION, uuid.uuid4().hex, timeout=None)
