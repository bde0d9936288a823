"""Whether mail goes out: what waits, what is tried again, what failed. Of the whole site."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

MOST_MAILS = 10_000  # unsent mails that are looked at
MOST_SENT = 100_000

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
class Mail:
    """How the mail of the whole site fares. ``trying`` wait for another attempt."""

    due: int
    oldest_due: datetime | None
    trying: int
    oldest_trying: datetime | None
    failed_in_a_day: int
    sent_in_an_hour: int


def look(*, now: datetime) -> Mail:
    with connection.cursor() as cursor:
        cursor.execute(MAIL, {"now": now, "most": MOST_MAILS, "most_sent": MOST_SENT})
        return Mail(*cursor.fetchone())
