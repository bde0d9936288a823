"""What has happened lately, for those who watch: counted from rows, few enough or kept a while.

Everything here reads within an index and no further than a bound, and what is more than a
glance is kept for DESK_NUMBERS_KEPT, so that ten organizers cost what one does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncHour

from signatures.actions import holding
from signatures.models import Signature, Statement

T = TypeVar("T")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLED = 2 * HOUR  # after so long nobody commits into an hour any more
MOST_LINES = 300_000  # of the log that are counted for today
MOST_PROVEN = 100_000  # signatures whose sources are looked at, the newest
MOST_MAILS = 10_000  # unsent mails that are looked at
MOST_SENT = 100_000
TOP = 10

# Of the newest proven: how many each network and domain has, how many in its busiest hour, and
# how many were proven in each way.
SOURCES = """
    WITH newest AS MATERIALIZED (
        SELECT source_network, split_part(mailbox, '@', 2) AS domain, guild_ids <> '{}' AS guild,
            date_trunc('hour', attested_at) AS hour
        FROM signatures_signature
        WHERE statement_id = %(statement)s AND attested_at >= %(since)s
        ORDER BY attested_at DESC LIMIT %(most)s
    ), by_hour AS (
        SELECT kind, value, hour, count(*) AS number
        FROM newest, LATERAL (VALUES ('network', source_network), ('domain', domain),
            ('proof', CASE WHEN guild THEN 'guild' ELSE 'email' END)) AS of (kind, value)
        GROUP BY kind, value, hour
    ), found AS (
        SELECT kind, value, sum(number)::int AS total, max(number)::int AS busiest
        FROM by_hour GROUP BY kind, value
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY kind ORDER BY total DESC, value) AS place
        FROM found WHERE value <> ''
    )
    SELECT kind, value, total, busiest FROM ranked WHERE place <= %(top)s
    UNION ALL SELECT 'all', '', count(*)::int, 0 FROM newest
    ORDER BY kind, total DESC, value
"""
TODAY = """
    SELECT to_state, count(*) FROM (
        SELECT about, to_state FROM signatures_decision
        WHERE statement_id = %s AND decided_at >= %s ORDER BY decided_at DESC LIMIT %s
    ) today WHERE about = 'signature' GROUP BY to_state
"""
MAIL = """
    WITH unsent AS MATERIALIZED (
        SELECT due_at, created_at, attempts FROM signatures_outgoingmail
        WHERE sent_at IS NULL AND failed_at IS NULL ORDER BY due_at LIMIT %(most)s
    )
    SELECT count(*) FILTER (WHERE due_at <= %(now)s),
        min(due_at) FILTER (WHERE due_at <= %(now)s),
        count(*) FILTER (WHERE due_at > %(now)s AND attempts > 0),
        min(created_at) FILTER (WHERE attempts > 0),
        (SELECT count(*) FROM signatures_outgoingmail
            WHERE failed_at >= %(now)s - interval '1 day'),
        (SELECT count(*) FROM (SELECT FROM signatures_outgoingmail
            WHERE sent_at >= %(now)s - interval '1 hour' AND kind <> 'nothing'
            LIMIT %(most_sent)s) sent)
    FROM unsent
"""


@dataclass(frozen=True)
class Source:
    """Where signatures came from, or how they were proven; ``busiest`` is of one clock hour."""

    value: str
    total: int
    busiest: int
    is_burst: bool = False


@dataclass(frozen=True)
class Sources:
    """The TOP of each kind among ``looked_at`` signatures, the newest of a day."""

    networks: list[Source]
    domains: list[Source]
    proofs: list[Source]
    looked_at: int

    @property
    def is_cut_short(self) -> bool:
        return self.looked_at >= MOST_PROVEN


@dataclass(frozen=True)
class Mail:
    """How the mail of the whole site fares. ``trying`` wait for another attempt."""

    due: int
    oldest_due: datetime | None
    trying: int
    oldest_trying: datetime | None
    failed_in_a_day: int
    sent_in_an_hour: int


def kept(name: str, make: Callable[[], T], *, long: timedelta | None = None) -> T:
    """Return what ``make`` returned at most ``long`` ago, by default DESK_NUMBERS_KEPT."""
    pages = caches["pages"]
    value = pages.get(name)
    if value is None:
        value = make()
        pages.set(name, value, (long or settings.DESK_NUMBERS_KEPT).total_seconds())
    return value


def by_hour(statement: Statement, *, since: datetime, now: datetime) -> dict[datetime, int]:
    """Return how many signatures were proven in each hour from ``since`` on, zeros left out.

    What became of them does not matter here: hours that are over never change, so they are
    counted once an hour.
    """
    settled = _hour(now - SETTLED)
    key = f"hours-{statement.pk}-{since:%Y%m%d%H}"
    old = kept(f"{key}-{settled:%d%H}", lambda: _hours(statement, since, settled), long=HOUR)
    return old | kept(f"{key}-now", lambda: _hours(statement, settled, now + HOUR))


def _hours(statement: Statement, since: datetime, before: datetime) -> dict[datetime, int]:
    proven = Signature.objects.filter(
        statement=statement, attested_at__gte=since, attested_at__lt=before
    )
    hours = proven.order_by().annotate(hour=TruncHour("attested_at"))
    return dict(hours.values_list("hour").annotate(Count("pk")))


def today(statement: Statement, *, now: datetime) -> dict[str, int]:
    """Return how many signatures came into each state since midnight UTC, by the log."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)

    def count() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(TODAY, [statement.pk, midnight, MOST_LINES])
            return dict(cursor.fetchall())

    return kept(f"today-{statement.pk}-{midnight:%Y%m%d}", count)


def sources(statement: Statement, *, now: datetime) -> Sources:
    """Return where the signatures proven within a day came from."""
    return kept(f"sources-{statement.pk}", lambda: _sources(statement, now))


def _sources(statement: Statement, now: datetime) -> Sources:
    facts = {"statement": statement.pk, "since": now - DAY, "most": MOST_PROVEN, "top": TOP}
    with connection.cursor() as cursor:
        cursor.execute(SOURCES, facts)
        rows = cursor.fetchall()
    of = {
        kind: [Source(*rest, _is_burst(kind, *rest)) for each, *rest in rows if each == kind]
        for kind in ("network", "domain", "proof", "all")
    }
    return Sources(of["network"], of["domain"], of["proof"], looked_at=of["all"][0].total)


def _is_burst(kind: str, value: str, total: int, busiest: int) -> bool:
    """As ``holding`` sees it, by the hour of the clock: shared networks and providers aside."""
    if kind == "network":
        return busiest >= settings.NETWORK_BURST and holding.is_somewhere(value)
    if kind == "domain":
        return busiest >= settings.DOMAIN_BURST and value not in settings.MAIL_PROVIDERS
    return False


def oldest_held(statement: Statement) -> datetime | None:
    """Return since when the first of the queue has waited; None when nobody does."""
    held = Signature.objects.filter(statement=statement, state=Signature.State.HELD)
    return held.order_by("attested_at", "pk").values_list("attested_at", flat=True).first()


def mail(*, now: datetime) -> Mail:
    with connection.cursor() as cursor:
        cursor.execute(MAIL, {"now": now, "most": MOST_MAILS, "most_sent": MOST_SENT})
        return Mail(*cursor.fetchone())


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
