"""How often a mailbox hears from us: forms that mail strangers must not flood anybody."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions import limits
from signatures.models import OutgoingMail
from signatures.text import addresses

ASKED_FOR = [OutgoingMail.Kind.CONFIRM, OutgoingMail.Kind.ALREADY_SIGNED]

# Whether the mailbox asked to be spared, or had enough about this signature already.
SPARED = """
    WITH had AS (
        SELECT created_at FROM signatures_outgoingmail
        WHERE signature_id = %(signature)s AND kind = ANY(%(asked_for)s)
    )
    SELECT EXISTS (
        SELECT FROM signatures_suppression
        WHERE (statement_id IS NULL OR statement_id = %(statement)s)
            AND mailbox_hash = ANY(%(hashes)s::bytea[])
    ) OR EXISTS (
        SELECT FROM unnest(%(windows)s::interval[], %(most)s::int[]) AS limits (length, most)
        WHERE (SELECT count(*) FROM had WHERE created_at > %(now)s - length) >= most
    )
"""
EVER = timedelta(days=365 * 100)


def may_hear(email: str, *, of: int, signature: int | None = None) -> bool:
    """Count one more mail to ``email`` and tell whether it may go; the same work either way.

    ``of`` is the id of the statement it would be about, ``signature`` that of the signature
    whose mails count against the limits of one statement.
    """
    mailbox = addresses.mailbox(email)
    most = {**settings.MAILBOX_LIMITS_STATEMENT, EVER: settings.MAILBOX_MOST_STATEMENT}
    facts = {
        "signature": signature,
        "statement": of,
        "asked_for": ASKED_FOR,
        "hashes": tokens.fingerprints(mailbox, purpose="mailbox"),
        "windows": list(most.keys()),
        "most": list(most.values()),
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SPARED, facts)
        [spared] = cursor.fetchone()
    hits = limits.count(f"mailbox {mailbox}", settings.MAILBOX_LIMITS, times=0 if spared else 1)
    return not spared and limits.exceeded(hits, settings.MAILBOX_LIMITS) is None
