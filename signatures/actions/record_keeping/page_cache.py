"""Page cache of the public record, and its invalidation."""

import uuid
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

T = TypeVar("T")

GENERATION = "generation"  # cache key of an id that changes with the record
LOCAL_ENTRIES_MOST = 500  # names, some of which visitors make up
INVALIDATIONS_MOST = 2  # per second and process; above it, pages expire after two seconds

# Values that this process got last, each with the time (monotonic) at which it expires.
_local: dict[str, tuple[float, Any]] = {}
_invalidations: dict[int, int] = {}  # number in the second of the newest


def get_cached(name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, cached for two seconds or until the record changes."""
    pages = caches["pages"]
    found = pages.get_many([GENERATION, name])
    generation = found.get(GENERATION, "")
    before, value = found.get(name, (None, None))
    if before != generation:
        value = make()
        pages.set(name, (generation, value), settings.PAGES_KEPT.total_seconds())
    return value


def get_local(name: str, make: Callable[[], T]) -> T:
    """Return the same as ``get_cached``, from this process's memory for up to a second.

    For values that nearly every request needs and that may be a second old: the wording of a
    statement, the choices of its form. Threads share the value, so do not change it.
    """
    until, value = _local.get(name, (0.0, None))
    now = monotonic()
    if now < until:
        return value
    value = get_cached(name, make)
    if len(_local) >= LOCAL_ENTRIES_MOST:
        _local.clear()
    _local[name] = now + settings.AT_HAND.total_seconds(), value
    return value


def invalidate_on_commit() -> None:
    """Invalidate the page cache when this transaction commits, so that readers see its change."""
    transaction.on_commit(_invalidate, robust=True)


def _invalidate() -> None:
    second = int(monotonic())
    if _invalidations.get(second, 0) >= INVALIDATIONS_MOST:
        return
    if second not in _invalidations:
        _invalidations.clear()
    _invalidations[second] = _invalidations.get(second, 0) + 1
    caches["pages"].set(GENERATION, uuid.uuid4().hex, timeout=None)
