"""Public reads from a replica of the database, if DATABASE_REPLICA_URL is set.

Inside ``read``, the replica's connection stands in for that of the database, so queries of the
ORM and written ones go there alike, and what they return knows nothing of it. Everything else
reads and writes the database itself: signing, confirming, the page after it, the desk.

Whether the replica has every change is measured by places in the log that it repeats. These need
no clock, and an idle database is no old one.
"""

import logging
import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    Error,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from psycopg.errors import QueryCanceled

T = TypeVar("T")
logger = logging.getLogger(__name__)

ALIAS = "replica"
MEASURED_EVERY = 1.0  # seconds
MEASURED_WITHIN = 2.0  # seconds; a replica that takes longer to answer has failed
LEFT_ALONE = 10.0  # seconds without a query to a replica that failed

# A committed change is before this place. A database that only reads has no such place.
PLACE = "SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn()::text END"
HAS_IT = "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"

# Of this process: until when (monotonic) the replica surely had every change, when to ask it
# again after a failure, and the newest generation of the record with the time it was first seen.
_times = {"complete": -math.inf, "again": -math.inf}
_generation = ("", -math.inf)


def read(
    make: Callable[[], T], *, generation: str, not_there: type[Exception] | tuple[()] = ()
) -> T:
    """Return what ``make`` returns, from the replica if it is good enough for public pages.

    It is if it has every change that led to this ``generation`` of the page cache, and all
    others up to REPLICA_MAX_LAG ago. ``make`` is called again with the database if the replica
    fails, which it does when ``make`` writes, and if it raises ``not_there``, for what is new.
    """
    if not _is_good(generation):
        return make()
    try:
        with _in_place_of_the_database():
            return make()
    except not_there:
        pass
    except Error as error:
        if isinstance(error.__cause__, QueryCanceled):  # it would take as long there
            raise
        if isinstance(error, OperationalError | InterfaceError):
            _leave_alone(error)
    return make()


def stream(pieces: Generator[T, None, None]) -> Generator[T, None, None]:
    """Return ``pieces``, each of them read where the first is. Call it inside ``read``."""
    return _stream(pieces) if is_read() else pieces


def _stream(pieces: Generator[T, None, None]) -> Generator[T, None, None]:
    try:
        while True:
            with _in_place_of_the_database():
                try:
                    piece = next(pieces)
                except StopIteration:
                    return
            yield piece
    finally:
        with _in_place_of_the_database():
            pieces.close()


def is_read() -> bool:
    """Return whether this thread reads the replica now."""
    return connection.alias == ALIAS


def _is_good(generation: str) -> bool:
    global _generation  # noqa: PLW0603 - of this process
    if ALIAS not in connections.settings or is_read() or connection.in_atomic_block:
        return False
    now = monotonic()
    if generation != _generation[0]:
        _generation = (generation, now)
    since = _generation[1]
    if _times["complete"] < max(since, now - MEASURED_EVERY):
        _measure()
    return _times["complete"] >= max(since, now - settings.REPLICA_MAX_LAG.total_seconds())


def _measure() -> None:
    """Note that the replica has every change up to now, if it has."""
    now = monotonic()
    if now < _times["again"]:
        return
    if _times["again"] > 0:  # it failed before: others do not wait for it too
        _times["again"] = now + LEFT_ALONE
    [place] = _ask(DEFAULT_DB_ALIAS, PLACE)
    try:
        with answered_within(MEASURED_WITHIN):
            is_replica, has_it = _ask(ALIAS, HAS_IT, place)
    except Error as error:
        _leave_alone(error)
        return
    _times["again"] = -math.inf
    if not is_replica:
        _times["complete"] = -math.inf
    elif has_it:
        _times["complete"] = max(now, _times["complete"])


def _leave_alone(error: Error) -> None:
    logger.warning("Public pages are read from the database, the replica failed: %s", error)
    connections[ALIAS].close()
    _times.update(complete=-math.inf, again=monotonic() + LEFT_ALONE)


def _ask(alias: str, query: str, *values: Any) -> tuple[Any, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Let the replica's connection of this thread wait no longer than so for an answer."""
    waiting: Any = connections[ALIAS]
    usual, waiting.answers_within = waiting.answers_within, seconds
    try:
        yield
    finally:
        waiting.answers_within = usual


@contextmanager
def _in_place_of_the_database() -> Iterator[None]:
    """Let this thread find the replica's connection where it looks for the database's."""
    database = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = database
