"""How often a mailbox hears from us: forms that mail strangers must not flood anybody."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions import limits
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
        {limits.COUNTED.format(times="CASE WHEN so THEN 0 ELSE 1 END", also=", spared")}
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
# One of these for each limit of one statement, and one for all time.
ENOUGH_WITHIN = "count(*) FILTER (WHERE created_at > %(now)s - %(within_{0})s) >= %(most_{0})s"
ENOUGH = "count(*) >= %(most)s"


def asking(mailbox: str, *, of: int, after: timedelta) -> tuple[str, dict[str, Any]]:
    """Return ASK for a mail that is due ``after``, on the statement ``of`` (id), and its facts."""
    now = timezone.now()
    within = settings.MAILBOX_LIMITS_STATEMENT.items()
    enough = [ENOUGH, *(ENOUGH_WITHIN.format(at) for at in range(len(within)))]
    facts = {
        **_whose(mailbox, of),
        **limits.facts(f"mailbox {mailbox}", settings.MAILBOX_LIMITS),
        "often": list(settings.MAILBOX_LIMITS.values()),
        "asked_for": ASKED_FOR,
        "most": settings.MAILBOX_MOST_STATEMENT,
        **{f"within_{at}": window for at, (window, _) in enumerate(within)},
        **{f"most_{at}": most for at, (_, most) in enumerate(within)},
        "message_id": uuid.uuid4(),
        "now": now,
        "due_at": now + after,
    }
    return ASK.format(enough=" OR ".join(enough)), facts


def may_hear(email: str, *, of: int) -> bool:
    """Count one more mail to ``email`` and tell whether it may go; the same work either way.

    ``of`` is the id of the statement it would be about.
    """
    mailbox = addresses.mailbox(email)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_SUPPRESSED}", _whose(mailbox, of))
        [suppressed] = cursor.fetchone()
    times = 0 if suppressed else 1
    hits = limits.count(f"mailbox {mailbox}", settings.MAILBOX_LIMITS, times=times)
    return not suppressed and limits.exceeded(hits, settings.MAILBOX_LIMITS) is None


def _whose(mailbox: str, statement: int) -> dict[str, Any]:
    return {
        "mailbox": mailbox,
        "statement": statement,
        "hashes": tokens.fingerprints(mailbox, purpose="mailbox"),
    }
