"""Locks for work of which one worker should do one at a time, on however many machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def held(number: int) -> Iterator[bool]:
    """Hold an advisory lock of PostgreSQL during the block; yield whether it was free.

    It belongs to the transaction of a connection of its own. In a transaction around the work
    itself, a migration would have to wait for the work to end, and every page for the migration.
    A session's lock would stay with one of the connections that PgBouncer shares.
    """
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            [is_free] = cursor.fetchone()
        yield is_free
    finally:
        own.close()
