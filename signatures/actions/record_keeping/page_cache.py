"""Page cache of the public record, and its invalidation.

views/response_cache.py caches whole pages with it.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone

from signatures.actions.record_keeping import replica

T = TypeVar("T")

GENERATION = "generation"  # cache key of an id that changes with the record
LOCAL_ENTRIES_MOST = 500  # visitors make up some of the names
INVALIDATIONS_MOST = 2  # per second and process; above it, pages expire after two seconds

HORIZON = timedelta(hours=1)  # far longer than the list of coming changes is cached
CHANGES_SQL = """
    WITH times AS (
        SELECT unnest(ARRAY[opens_at, publishes_at, closes_at]) AS at FROM signatures_statement
        UNION ALL SELECT publish_at FROM signatures_update
    )
    SELECT max(at) FILTER (WHERE at <= %(now)s),
        array_agg(at ORDER BY at) FILTER (WHERE at > %(now)s AND at < %(until)s)
    FROM times
"""

# Values that this process got last, each with the time (monotonic) at which it expires, and
# the epoch in which it was right.
_local: dict[str, tuple[float, str, Any]] = {}
_invalidations: dict[int, int] = {}  # number in the second of the newest


class Changes(NamedTuple):
    """Times at which pages change by the clock alone: the last one, and those within HORIZON."""

    last: datetime | None
    coming: list[datetime]


def epoch() -> str:
    """Return the last time at which pages changed by the clock alone, or "".

    At such a time, for example that of publication, every server stops using what it cached
    before, although no one invalidates the cache and no worker runs.
    """
    found = _changes()
    passed = [each for each in found.coming if each <= timezone.now()]
    return str(passed[-1] if passed else found.last or "")


def next_change() -> datetime | None:
    """Return the next time at which pages change by the clock alone; None if not within HORIZON."""
    now = timezone.now()
    return next((each for each in _changes().coming if each > now), None)


def _changes() -> Changes:
    if not settings.PAGE_CACHE_TIMEOUT:
        return Changes(None, [])
    return _get_local("changes-by-the-clock", _read_changes, "")


def _read_changes() -> Changes:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(CHANGES_SQL, {"now": now, "until": now + HORIZON})
        last, coming = cursor.fetchone()
    return Changes(last, coming or [])


def get_cached(name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, cached for two seconds or until the record changes."""
    return _get_cached(name, make, epoch())


def _get_cached(name: str, make: Callable[[], T], epoch: str) -> T:
    pages, name = caches["pages"], _of_this_database(name)
    found = pages.get_many([GENERATION, name])
    generation = (found.get(GENERATION, ""), epoch)
    before, value = found.get(name, (None, None))
    if before != generation:
        value = make()
        pages.set(name, (generation, value), settings.PAGE_CACHE_TIMEOUT.total_seconds())
    return value


def get_local(name: str, make: Callable[[], T]) -> T:
    """Return the same as ``get_cached``, from this process's memory for up to a second.

    For values that nearly every request needs and that may be a second old: the wording of a
    statement, the choices of its form. Threads share the value, so do not change it.
    """
    return _get_local(name, make, epoch())


def _get_local(name: str, make: Callable[[], T], epoch: str) -> T:
    key = _of_this_database(name)
    until, made_in, value = _local.get(key, (0.0, "", None))
    now = monotonic()
    if now < until and made_in == epoch:
        return value
    value = _get_cached(name, make, epoch)
    if len(_local) >= LOCAL_ENTRIES_MOST:
        _local.clear()
    _local[key] = now + settings.LOCALLY_CACHED_FOR.total_seconds(), epoch, value
    return value


def _of_this_database(name: str) -> str:
    """Return a name that keeps what a replica said from those who read the database itself."""
    return f"{replica.ALIAS}-{name}" if replica.is_read() else name


def generation() -> str:
    """Return the generation of the record that cached pages are compared with."""
    return f"{caches['pages'].get(GENERATION, '')} {epoch()}"


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
