"""Figures on recent signatures for organizers, counted from rows and cached.

Everything here and in sources.py reads a limited number of rows by an index. Slower figures are
cached for DESK_FIGURES_CACHE_TIMEOUT, so that ten organizers cost no more than one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncHour

from signatures.models import Signature, Statement

T = TypeVar("T")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLED = 2 * HOUR  # after this time, no transaction adds to a past hour any more
HOURS_CACHE_TIMEOUT = 10 * DAY
MOST_LINES = 300_000  # lines of the log to count for today

TODAY = """
    SELECT to_state, count(*) FROM (
        SELECT about, to_state FROM signatures_decision
        WHERE statement_id = %s AND decided_at >= %s ORDER BY decided_at DESC LIMIT %s
    ) today WHERE about = 'signature' GROUP BY to_state
"""


def cached(name: str, make: Callable[[], T]) -> T:
    """Return the result of ``make``, cached under ``name`` for DESK_FIGURES_CACHE_TIMEOUT."""
    pages = caches["pages"]
    value = pages.get(name)
    if value is None:
        value = make()
        pages.set(name, value, settings.DESK_FIGURES_CACHE_TIMEOUT.total_seconds())
    return value


def by_hour(statement: Statement, *, since: datetime, now: datetime) -> dict[datetime, int]:
    """Return how many signatures were confirmed in each hour from ``since`` on, without zeros.

    Later changes of their state do not matter, so a past hour never changes. It is counted once
    and cached.
    """
    settled, pages, key = _hour(now - SETTLED), caches["pages"], f"hours-{statement.pk}"
    first, upto, old = pages.get(key) or (since, since, {})
    if not first <= since <= upto <= settled:
        first, upto, old = since, since, {}
    if upto < settled:
        old = {at: number for at, number in old.items() if at >= since}
        old |= _hours(statement, upto, settled)
        pages.set(key, (since, settled, old), HOURS_CACHE_TIMEOUT.total_seconds())
    lately = cached(f"{key}-{settled:%d%H}", lambda: _hours(statement, settled, now + HOUR))
    return {at: number for at, number in (old | lately).items() if at >= since}


def today(statement: Statement, *, now: datetime) -> dict[str, int]:
    """Return how many signatures entered each state since midnight UTC, by the audit log."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)

    def count() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(TODAY, [statement.pk, midnight, MOST_LINES])
            return dict(cursor.fetchall())

    return cached(f"today-{statement.pk}-{midnight:%Y%m%d}", count)


def oldest_held(statement: Statement) -> datetime | None:
    """Return since when the oldest held signature has waited, or None if none is held."""
    held = Signature.objects.filter(statement=statement, state=Signature.State.HELD)
    return held.order_by("attested_at", "pk").values_list("attested_at", flat=True).first()


def _hours(statement: Statement, since: datetime, before: datetime) -> dict[datetime, int]:
    proven = Signature.objects.filter(
        statement=statement, attested_at__gte=since, attested_at__lt=before
    )
    hours = proven.order_by().annotate(hour=TruncHour("attested_at"))
    # Counts rows and not ids, so that the index is enough.
    return dict(hours.values_list("hour").annotate(number=Count("*")))


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
