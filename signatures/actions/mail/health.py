"""Health of e-mail delivery for the whole site: waiting, retried, failed and sent e-mails."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

MOST_MAILS = 10_000  # unsent e-mails to examine
MOST_SENT = 100_000
LATE = timedelta(seconds=120)  # if a due e-mail waits longer, no sender is running
STATES = ("ok", "blocked", "over budget", "stopped", "refused", "failing")
SOME = 5  # e-mails in trouble before the state reports it

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
            LIMIT %(most_sent)s) sent),
        (SELECT count(*) FROM (SELECT FROM signatures_outgoingmail
            WHERE sent_at >= %(now)s - interval '1 day' AND kind <> 'nothing'
            LIMIT %(most)s) sent),
        (SELECT refused FROM signatures_mailserver),
        (SELECT refused_since FROM signatures_mailserver),
        coalesce((SELECT last_refusal FROM signatures_mailserver), ''),
        (SELECT paused_until FROM signatures_mailserver),
        (SELECT accepted_at FROM signatures_mailserver),
        (SELECT over_budget_until FROM signatures_mailserver
            WHERE over_budget_until > %(now)s
                AND coalesce(budget_lifted_until, %(now)s) <= %(now)s)
    FROM unsent
"""


@dataclass(frozen=True)
class Mail:
    """State of the whole site's e-mail. ``trying`` counts those waiting for another attempt."""

    due: int
    oldest_due: datetime | None
    trying: int
    oldest_trying: datetime | None
    failed_in_a_day: int
    sent_in_an_hour: int
    sent_in_a_day: int  # at most MOST_MAILS
    refused_in_a_row: int | None = None
    refused_since: datetime | None = None
    last_refusal: str = ""
    paused_until: datetime | None = None
    accepted_at: datetime | None = None
    over_budget_until: datetime | None = None

    def state(self, *, now: datetime) -> str:
        """Return the worst that is true: blocked, over budget, stopped, refused, failing or ok.

        While the server accepts e-mails, others may wait for their turn: nothing has stopped.
        """
        if self.paused_until is not None:
            return "blocked"
        if self.over_budget_until is not None:
            return "over budget"
        goes_out = self.accepted_at is not None and now - self.accepted_at < LATE
        if self.oldest_due is not None and now - self.oldest_due > LATE and not goes_out:
            return "stopped"
        if self.trying >= SOME and self.trying > self.sent_in_an_hour:
            return "refused"
        if self.failed_in_a_day >= SOME and self.failed_in_a_day > self.sent_in_a_day:
            return "failing"
        return "ok"


def read(*, now: datetime) -> Mail:
    """Return the state of the whole site's e-mail. Changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(MAIL, {"now": now, "most": MOST_MAILS, "most_sent": MOST_SENT})
        return Mail(*cursor.fetchone())
