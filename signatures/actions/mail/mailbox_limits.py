"""How many e-mails one mailbox gets, whichever public form asks for them.

Limits count the soft form of an address (``addresses.soft_mailbox``): all ``+tag`` addresses of
a mailbox fill the same one. Over a limit no e-mail is sent; the form is taken all the same.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions.record_keeping import rate_limits
from signatures.models import OutgoingMail
from signatures.text import addresses

ASKED_FOR = [OutgoingMail.Kind.CONFIRM, OutgoingMail.Kind.ALREADY_SIGNED]

IS_SUPPRESSED = """EXISTS (
        SELECT FROM signatures_suppression
        WHERE (statement_id IS NULL OR statement_id = %(statement)s)
            AND mailbox_hash = ANY(%(hashes)s::bytea[])
    )"""
# The mail to whoever has just signed: to confirm it, or that they have signed already; or none,
# to a mailbox that asked to be spared, that had enough about this signature already, or that
# hears too much of us. It stands behind the statement that writes the signature and sees that.
ASK = f"""
    WITH signed AS (
        SELECT id, state FROM signatures_signature
        WHERE statement_id = %(statement)s AND mailbox = %(mailbox)s
    ), spared AS MATERIALIZED (
        SELECT {IS_SUPPRESSED} OR (
            SELECT {{enough}} FROM signatures_outgoingmail
            WHERE signature_id = (SELECT id FROM signed) AND kind = ANY(%(asked_for)s)
        ) AS so
    ), counted AS (
        {rate_limits.COUNT_EACH_SQL.format(times="CASE WHEN so THEN 0 ELSE 1 END", also=", spared")}
    )
    INSERT INTO signatures_outgoingmail
        (signature_id, kind, message_id, created_at, due_at, attempts, last_error)
    SELECT id, CASE
            WHEN so OR EXISTS (
                SELECT FROM counted
                WHERE hits > (%(often)s::int[])[array_position(%(keys)s::bytea[], key)]
            ) THEN 'nothing'
            WHEN state = 'pending' THEN 'confirm'
            ELSE 'already_signed'
        END, %(message_id)s, %(now)s, %(due_at)s, 0, ''
    FROM signed, spared
"""
# One of these for each limit of one statement.
ENOUGH_WITHIN = "count(*) FILTER (WHERE created_at > %(now)s - %(within_{0})s) >= %(most_{0})s"


def asking(mailbox: str, *, of: int, after: timedelta) -> tuple[str, dict[str, Any]]:
    """Return ASK for a mail that is due ``after``, on the statement ``of`` (id), and its facts."""
    now = timezone.now()
    per_statement = {**settings.MAILBOX_LIMITS_STATEMENT}
    per_statement[settings.KEEP_PENDING] = settings.MAILBOX_MOST_STATEMENT
    facts = {
        **_whose(mailbox, of),
        **rate_limits.facts(_counted_as(mailbox), settings.MAILBOX_LIMITS),
        "often": list(settings.MAILBOX_LIMITS.values()),
        "asked_for": ASKED_FOR,
        **{f"within_{at}": window for at, window in enumerate(per_statement)},
        **{f"most_{at}": most for at, most in enumerate(per_statement.values())},
        "message_id": uuid.uuid4(),
        "now": now,
        "due_at": now + after,
    }
    enough = (ENOUGH_WITHIN.format(at) for at in range(len(per_statement)))
    return ASK.format(enough=" OR ".join(enough)), facts


def may_hear(email: str, *, of: int | None = None) -> bool:
    """Count one more e-mail to ``email`` and return whether it may go; the same work either way.

    ``of`` is the id of the statement it would be about; None when it is about all of them.
    """
    mailbox = addresses.mailbox(email)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_SUPPRESSED}", _whose(mailbox, of))
        [suppressed] = cursor.fetchone()
    limited = {_counted_as(mailbox): settings.MAILBOX_LIMITS}
    if of is not None:
        limited[f"{_counted_as(mailbox)} of {of}"] = settings.MAILBOX_LIMITS_STATEMENT
    times = 0 if suppressed else 1
    hits = {what: rate_limits.count(what, most, times=times) for what, most in limited.items()}
    over = [rate_limits.exceeded(hits[what], most) for what, most in limited.items()]
    return not suppressed and not any(over)


def _counted_as(mailbox: str) -> str:
    return f"mailbox {addresses.soft_mailbox(mailbox)}"


def _whose(mailbox: str, statement: int | None) -> dict[str, Any]:
    return {
        "mailbox": mailbox,
        "statement": statement,
        "hashes": tokens.fingerprints(mailbox, purpose="mailbox"),
    }
