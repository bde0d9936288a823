"""Limits on the e-mails to one mailbox, whichever public form asks for them.

Limits count the soft form of an address (``addresses.soft_mailbox``), so all ``+tag`` addresses
of a mailbox share one limit. Over a limit no e-mail is sent, but the form is still accepted.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import mail, tokens
from signatures.actions.record_keeping import rate_limits
from signatures.models.compiled import short
from signatures.text import addresses

IS_SUPPRESSED = """EXISTS (
        SELECT FROM signatures_suppression
        WHERE (statement_id IS NULL OR statement_id = %(statement)s)
            AND mailbox_hash = ANY(%(hashes)s::bytea[])
    )"""
# Queues the e-mail to someone who has just signed: to confirm, or to say they signed already.
# The row gets the kind "nothing" if the mailbox is suppressed, had enough e-mails about this
# signature, or reached its limits. Runs after the query that writes the signature, to see its row.
ASK = f"""
    WITH signed AS (
        SELECT id, state, attested_at FROM signatures_signature
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
            WHEN attested_at IS NULL AND state <> 'rejected' THEN 'confirm'
            ELSE 'already_signed'
        END, %(message_id)s, %(now)s, %(due_at)s, 0, ''
    FROM signed, spared
"""
SHORT_ASK = short(ASK)
# One condition of this form for each limit per statement.
ENOUGH_WITHIN = "count(*) FILTER (WHERE created_at > %(now)s - %(within_{0})s) >= %(most_{0})s"


def asking(key: str, *, of: int, after: timedelta) -> tuple[str, dict[str, Any]]:
    """Return the query ASK and its parameters for an e-mail about the statement ``of`` (an id).

    ``key`` is ``Signature.mailbox``: two people with one mailbox share its limits, except those
    of one signature. The e-mail is due when ``after`` has passed.
    """
    now, mailbox = timezone.now(), addresses.of_key(key)
    per_statement = {**settings.MAILBOX_LIMITS_STATEMENT}
    per_statement[settings.KEEP_PENDING] = settings.MAILBOX_MOST_STATEMENT
    facts = {
        **_whose(key, of),
        **rate_limits.facts(_counted_as(mailbox), settings.MAILBOX_LIMITS),
        "often": list(settings.MAILBOX_LIMITS.values()),
        "asked_for": mail.ASKED_FOR_BY_FORM,
        **{f"within_{at}": window for at, window in enumerate(per_statement)},
        **{f"most_{at}": most for at, most in enumerate(per_statement.values())},
        "message_id": uuid.uuid4(),
        "now": now,
        "due_at": now + after,
    }
    enough = (ENOUGH_WITHIN.format(at) for at in range(len(per_statement)))
    return SHORT_ASK.format(enough=" OR ".join(enough)), facts


def may_hear(email: str, *, of: int | None = None) -> bool:
    """Count one more e-mail to ``email`` and return whether it may be sent.

    The work is the same either way. ``of`` is the id of its statement, None if it is about all.
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


def _whose(key: str, statement: int | None) -> dict[str, Any]:
    # Someone who wants no e-mails gets none through the second place of the mailbox either.
    both = addresses.keys(addresses.of_key(key))
    return {
        "mailbox": key,
        "statement": statement,
        "hashes": [e for each in both for e in tokens.fingerprints(each, purpose="mailbox")],
    }
