"""Random sampling for an audit, in a few SQL statements however many have signed."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.models import Audit, OutgoingMail, Statement, Suppression

# Published, with an e-mail address that no audit of any statement has asked recently.
CAN_BE_ASKED = """
    FROM signatures_signature one
    WHERE statement_id = %(statement)s AND state = 'published' AND email <> ''
        AND NOT EXISTS (
            SELECT FROM signatures_auditedsignature
            JOIN signatures_audit ON signatures_audit.id = audit_id
            JOIN signatures_signature other ON other.id = signature_id
            WHERE started_at > %(since)s AND other.mailbox = one.mailbox
        )
"""
POPULATION = """
    SELECT count(*) FROM signatures_signature
    WHERE statement_id = %(statement)s AND state = 'published' AND email <> ''
"""
LOT = f"SELECT id, mailbox {CAN_BE_ASKED} ORDER BY random() LIMIT %(number)s"

# The e-mails fall due one after the other, so that they never delay an e-mail that someone is
# waiting for, however many they are.
ASK = """
    WITH drawn AS (
        SELECT id, place FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS these (id, place)
    ), mailed AS (
        INSERT INTO signatures_outgoingmail
            (signature_id, kind, message_id, created_at, due_at, attempts, last_error)
        SELECT id, %(kind)s, gen_random_uuid(), %(now)s, %(now)s + place * %(apart)s, 0, ''
        FROM drawn ORDER BY place
        RETURNING id, signature_id
    )
    INSERT INTO signatures_auditedsignature (audit_id, signature_id, mail_id, answer)
    SELECT %(audit)s, signature_id, id, '' FROM mailed
"""


def can_be_asked(statement: Statement) -> bool:
    """Return whether there is anyone an audit could ask now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT {CAN_BE_ASKED})", _facts(statement))
        return cursor.fetchone()[0]


def draw(audit: Audit) -> tuple[int, int]:
    """Draw the sample and queue its e-mails; return the size of the population and the sample.

    Draws at least one if there is one. Skips suppressed mailboxes.
    """
    facts = _facts(audit.statement)
    spared = _spared(audit.statement)
    with connection.cursor() as cursor:
        cursor.execute(POPULATION, facts)
        [population] = cursor.fetchone()
        number = -(-population * audit.percent // 100)
        cursor.execute(LOT, {**facts, "number": number + len(spared)})
        ids = _without(spared, cursor.fetchall())[:number]
        question: dict[str, Any] = {
            "audit": audit.pk,
            "ids": ids,
            "kind": OutgoingMail.Kind.AUDIT,
            "now": timezone.now(),
            "apart": mail_interval(),
        }
        cursor.execute(ASK, question)
    return population, len(ids)


def mail_interval() -> timedelta:
    """Return the time between two e-mails of an audit."""
    return timedelta(minutes=1) / settings.AUDIT_MAILS_A_MINUTE


def _facts(statement: Statement) -> dict[str, Any]:
    since = timezone.now() - settings.AUDIT_AGAIN_AFTER
    return {"statement": statement.pk, "since": since}


def _spared(statement: Statement) -> set[bytes]:
    """Return the hashes of the mailboxes that must get no e-mail about ``statement``."""
    found = Suppression.objects.filter(statement=None) | Suppression.objects.filter(
        statement=statement
    )
    return {bytes(each) for each in found.values_list("mailbox_hash", flat=True)}


def _without(spared: set[bytes], drawn: list[tuple[int, str]]) -> list[int]:
    """Return the ids of those ``drawn`` whose mailbox is not ``spared``."""
    if not spared:
        return [pk for pk, _ in drawn]
    return [
        pk
        for pk, mailbox in drawn
        if spared.isdisjoint(tokens.fingerprints(mailbox, purpose="mailbox"))
    ]
