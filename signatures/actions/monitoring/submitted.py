"""Forms sent and signatures confirmed on each of the last days, for organizers."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from signatures.actions.monitoring.recent import DAY, cached
from signatures.models import Statement

DAYS = 14  # unconfirmed signatures are deleted after as many
MOST_ROWS = 300_000  # newest first; older days are left out if there are more

BY_DAY = """
    SELECT (at AT TIME ZONE 'UTC')::date, count(*) FROM (
        SELECT {at} AS at FROM signatures_signature
        WHERE statement_id = %(statement)s AND {at} >= %(since)s AND NOT added_by_organizers
        ORDER BY {at} DESC LIMIT %(most)s
    ) newest GROUP BY 1
"""


class Day(NamedTuple):
    """One UTC day. ``submitted`` counts people by their last form, confirmed or not."""

    on: date
    submitted: int
    confirmed: int


def by_day(statement: Statement, *, now: datetime) -> list[Day]:
    """Return the last DAYS days, oldest first, today last."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - (DAYS - 1) * DAY
    key = f"submitted-{statement.pk}-{midnight:%Y%m%d}"
    submitted, confirmed = cached(key, lambda: _count(statement, since))
    days = [(since + timedelta(days=each)).date() for each in range(DAYS)]
    first = min([*submitted, days[-1]]) if sum(submitted.values()) >= MOST_ROWS else days[0]
    shown = [each for each in days if each > first or first == days[0]]
    return [Day(each, submitted.get(each, 0), confirmed.get(each, 0)) for each in shown]


def _count(statement: Statement, since: datetime) -> tuple[dict[date, int], dict[date, int]]:
    facts: dict[str, Any] = {"statement": statement.pk, "since": since, "most": MOST_ROWS}
    found = []
    with connection.cursor() as cursor:
        for at in ("signed_at", "attested_at"):
            cursor.execute(BY_DAY.format(at=at), facts)
            found.append(dict(cursor.fetchall()))
    submitted, confirmed = found
    return submitted, confirmed
