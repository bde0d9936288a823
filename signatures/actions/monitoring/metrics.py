"""Numbers on the whole site for a monitor: queues, e-mails, counts, jobs and database.

None of them is about a person, and none about one statement, because a draft is secret. They
cost a fixed number of short queries.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from signatures.actions.mail import health as mail_health
from signatures.actions.monitoring import database, job_runs, reduced_mode
from signatures.models import ReducedMode

CELERY_QUEUE = "celery"  # Celery's own default
MOST_ROWS = 100_000  # of each queue that are counted

# Each queue: its table, when a row joined it, and which rows wait.
QUEUES = {
    "tally_changes": ("signatures_tallydelta", "created_at", "true ORDER BY id"),
    "webhook_calls": ("signatures_webhookcall", "created_at", "state = 'waiting'"),
    "unconfirmed_signatures": ("signatures_signature", "signed_at", "state = 'pending'"),
    "held_signatures": ("signatures_signature", "attested_at", "state = 'held'"),
    "requests_to_officers": ("signatures_vouchrequest", "asked_at", "answered_at IS NULL"),
    "reports_of_names": ("signatures_identityclaim", "confirmed_at", "state = 'waiting'"),
}
WAITING = " UNION ALL ".join(
    f"(SELECT '{name}', count(*), min(since) FROM"
    f" (SELECT {since} AS since FROM {table} WHERE {which} LIMIT {MOST_ROWS}) {name})"
    for name, (table, since, which) in QUEUES.items()
)
BY_STATE = """
    SELECT state, sum(number)::bigint FROM (
        SELECT value AS state, total AS number FROM signatures_tally WHERE dimension = 'state'
        UNION ALL SELECT state, amount FROM signatures_tallydelta
    ) each GROUP BY state
"""


class Metric(NamedTuple):
    """Numbers of one kind. Each key of ``values`` is the value of ``label``, or "" without one."""

    name: str
    meaning: str
    values: Mapping[str, float]
    label: str = ""


def one(name: str, meaning: str, value: float) -> Metric:
    return Metric(name, meaning, {"": float(value)})


def of_cache() -> Iterator[Metric]:
    """Yield what is known without the database."""
    pages: Any = caches["pages"]
    yield one("cache_up", "1 if Redis answers.", pages.is_up())
    waiting = pages.messages_waiting(CELERY_QUEUE)
    yield one("worker_messages", "Messages of the clock that no worker has taken.", waiting)


def of_database() -> Iterator[Metric]:
    """Yield all that the database knows. Raises OperationalError while it does not answer."""
    now = timezone.now()
    yield from _database()
    yield from _replica()
    yield from _mail(now)
    yield from _queues(now)
    yield from _jobs(now)
    by_hand = ReducedMode.objects.filter(since__isnull=False).exists()
    modes = {"owner": float(by_hand), "load": float(reduced_mode.is_on_by_load())}
    yield Metric("reduced_mode", "1 while an owner or the load has it on.", modes, "by")


def _database() -> Iterator[Metric]:
    facts = database.health()
    yield one("database_writable", "1 if it takes changes.", not facts.only_reads)
    yield one("database_disk_has_room", "1 if its disk can be written to.", facts.has_room)
    yield one("database_bytes", "Size of the database.", facts.bytes)
    yield one("database_connections", "Connections of all programs.", facts.connections)
    yield one("database_connections_most", "Connections that it allows.", facts.most_connections)
    longest = facts.longest_transaction
    yield one("database_longest_transaction_seconds", "Age of the oldest transaction.", longest)
    ahead = facts.ahead.total_seconds()
    yield one("database_clock_ahead_seconds", "Its clock less this machine's.", ahead)
    if facts.archives:
        fails = facts.archiving_fails
        yield one("archiving_fails", "1 if the last part of its log was not archived.", fails)
        if facts.archived_ago is not None:
            ago = facts.archived_ago
            yield one("archived_seconds", "Time since a part of its log was archived.", ago)


def _replica() -> Iterator[Metric]:
    """Yield nothing if there is no replica."""
    facts = database.health_of_replica()
    if facts is None:
        return
    yield one("replica_keeps_up", "1 if public pages can be read from it.", facts.keeps_up)
    if facts.lag is not None:
        yield one("replica_lag_seconds", "Age of its newest change if it lacks any.", facts.lag)


def _mail(now: datetime) -> Iterator[Metric]:
    mail = mail_health.read(now=now)
    state = mail.state(now=now)
    states = {each: float(each == state) for each in mail_health.STATES}
    yield Metric("mail_state", "1 for the state that e-mail is in.", states, "state")
    yield one("mail_due", "E-mails that should go out now.", mail.due)
    oldest = _age(mail.oldest_due, now)
    yield one("mail_oldest_due_seconds", "How long the first of them is due.", oldest)
    yield one("mail_retrying", "E-mails that wait for another attempt.", mail.trying)
    yield one("mail_sent_hour", "E-mails sent in the last hour.", mail.sent_in_an_hour)
    yield one("mail_failed_day", "E-mails that failed in the last 24 hours.", mail.failed_in_a_day)


def _queues(now: datetime) -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        rows = cursor.fetchall()
        cursor.execute(BY_STATE)
        states = {state: float(number) for state, number in cursor.fetchall()}
    numbers = {name: float(number) for name, number, _since in rows}
    ages = {name: _age(since, now) for name, _number, since in rows}
    yield Metric("queue", f"Rows that wait, {MOST_ROWS} at most.", numbers, "queue")
    yield Metric("queue_oldest_seconds", "How long the oldest of them waits.", ages, "queue")
    yield Metric("signatures", "Signatures, except unconfirmed ones.", states, "state")


def _jobs(now: datetime) -> Iterator[Metric]:
    jobs = job_runs.all_jobs()
    well = {each.name: float(each.state == "ok") for each in jobs}
    yield Metric("job_ok", "1 if the scheduled job runs as it should.", well, "job")
    ended = {each.name: _age(each.run.ended_at or each.run.known_since, now) for each in jobs}
    yield Metric("job_ended_seconds", "Time since it last succeeded.", ended, "job")


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
