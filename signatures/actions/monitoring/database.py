"""Health of the database: connections, size, long transactions, archive, and room on its disk."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic, sleep

from django.conf import settings
from django.db import Error, OperationalError, connection, connections, transaction
from django.utils import timezone

from signatures.actions.record_keeping import replica

logger = logging.getLogger(__name__)

WRITE_TEST_INTERVAL = timedelta(seconds=10)
# 64 kB of memory cannot hold these rows, so they go to disk. If the disk is full, this fails as
# writing a row would, and it leaves nothing behind.
USE_DISK = "SELECT count(*) FROM generate_series(1, 20000)"
FULL_AT = 0.9  # of the connections that there may be
CLOCKS_MAY_DIFFER = timedelta(seconds=5)

# Other roles' transactions are only visible to members of pg_monitor.
FACTS = """
    SELECT current_setting('transaction_read_only') = 'on',
        clock_timestamp(),
        (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL),
        current_setting('max_connections')::int
            - current_setting('superuser_reserved_connections')::int,
        pg_database_size(current_database()),
        (SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float
            FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()),
        current_setting('archive_mode') <> 'off',
        (SELECT extract(epoch FROM clock_timestamp() - last_archived_time)::float
            FROM pg_stat_archiver),
        (SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
            FROM pg_stat_archiver)
"""

# A change takes some milliseconds to arrive, so a replica that lacks one is asked again.
ASKED, ASKED_AGAIN_AFTER = 10, 0.02  # times, seconds
# Whether it is a replica, and how old its newest change is; 0 if it lacks none.
LAG = """
    SELECT pg_is_in_recovery(), CASE WHEN pg_last_wal_replay_lsn() >= %(place)s::pg_lsn THEN 0
        ELSE extract(epoch FROM %(now)s - pg_last_xact_replay_timestamp())::float END
"""

_one_at_a_time = Lock()
_last_try = (0.0, True)  # valid until (monotonic), and whether the disk had room


@dataclass(frozen=True)
class Database:
    has_room: bool
    asked_at: datetime
    only_reads: bool
    its_time: datetime
    connections: int
    most_connections: int
    bytes: int
    longest_transaction: float  # seconds
    archives: bool  # the write-ahead log
    archived_ago: float | None  # seconds
    archiving_fails: bool

    @property
    def is_nearly_full(self) -> bool:
        """Return whether hardly any connection is left."""
        return self.connections >= FULL_AT * self.most_connections

    @property
    def ahead(self) -> timedelta:
        """Return how far the clock of the database is ahead of this machine's."""
        return self.its_time - self.asked_at

    @property
    def clocks_agree(self) -> bool:
        return abs(self.ahead) <= CLOCKS_MAY_DIFFER


@dataclass(frozen=True)
class Replica:
    answers: bool
    is_replica: bool = False
    lag: float | None = None  # seconds since its newest change; 0 if it has all, None if unknown

    @property
    def keeps_up(self) -> bool:
        """Return whether it can be read from."""
        most = settings.REPLICA_MAX_LAG.total_seconds()
        return self.is_replica and self.lag is not None and self.lag <= most


def health_of_replica() -> Replica | None:
    """Return how the replica is that public pages are read from; None if there is none."""
    if replica.ALIAS not in connections.settings:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT clock_timestamp(), ({replica.PLACE})")
        now, place = cursor.fetchone()
    try:
        measured = replica.answered_within(replica.MEASURED_WITHIN)
        with measured, connections[replica.ALIAS].cursor() as cursor:
            for _ in range(ASKED):
                cursor.execute(LAG, {"now": now, "place": place})
                is_replica, lag = cursor.fetchone()
                if lag == 0:
                    break
                sleep(ASKED_AGAIN_AFTER)
    except Error as error:
        logger.warning("The replica does not answer: %s", error)
        return Replica(answers=False)
    return Replica(True, is_replica, None if lag is None else max(0.0, lag))


def health() -> Database:
    """Return the health of the database, which answers. Leaves nothing behind in it."""
    room = has_room()
    asked_at = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FACTS)
        return Database(room, asked_at, *cursor.fetchone())


def only_reads() -> bool:
    """Return whether the database refuses all changes, as a replica does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')")
        return cursor.fetchone()[0] == "on"


def has_room() -> bool:
    """Return whether the database can use its disk. Try at most once in WRITE_TEST_INTERVAL."""
    global _last_try  # noqa: PLW0603 - of this process
    until, had_room = _last_try
    if monotonic() < until or not _one_at_a_time.acquire(blocking=False):
        return had_room
    try:
        had_room = _can_use_disk()
        _last_try = (monotonic() + WRITE_TEST_INTERVAL.total_seconds(), had_room)
    finally:
        _one_at_a_time.release()
    return had_room


def _can_use_disk() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(USE_DISK)
    except OperationalError as error:
        logger.error("The database cannot use its disk: %s", error)
        return False
    return True
