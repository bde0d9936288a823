"""Reminders to people who have not confirmed: one automatic, more when organizers ask."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, OutgoingMail, Signature, Statement, User

Kind = OutgoingMail.Kind
MOST = 5_000  # reminders queued in one run

# Someone whose e-mail was never sent, because the mailbox wants none or reached its limit, gets no
# reminder. The unique index of reminders lets one through if two workers run at once.
CAN_CONFIRM = """
    signature.state = 'pending' AND signature.email <> ''
    AND (statement.closes_at IS NULL
        OR greatest(statement.closes_at, signature.signed_at) > %(now)s - %(within)s)
    AND NOT EXISTS (
        SELECT FROM signatures_attestation WHERE signature_id = signature.id)
    AND EXISTS (
        SELECT FROM signatures_outgoingmail
        WHERE signature_id = signature.id AND kind = 'confirm' AND sent_at <= %(before)s)
"""
QUEUE = """
    INSERT INTO signatures_outgoingmail
        (signature_id, kind, message_id, created_at, due_at, attempts, last_error)
    SELECT signature.id, %(kind)s, gen_random_uuid(), %(now)s, %(now)s, 0, ''
    FROM signatures_signature signature
        JOIN signatures_statement statement ON statement.id = signature.statement_id
    WHERE {which}
    ORDER BY signature.id LIMIT %(most)s
    ON CONFLICT DO NOTHING
"""
FIRST = f"""
    coalesce(signature.first_submitted_at, signature.signed_at) BETWEEN %(oldest)s AND %(before)s
    AND {CAN_CONFIRM}
    AND NOT EXISTS (
        SELECT FROM signatures_outgoingmail
        WHERE signature_id = signature.id AND kind = 'reminder')
"""
AGAIN = f"""
    signature.statement_id = %(statement)s AND {CAN_CONFIRM}
    AND NOT EXISTS (
        SELECT FROM signatures_outgoingmail
        WHERE signature_id = signature.id AND kind IN ('confirm', 'reminder', 'remind_again')
            AND created_at > %(before)s)
"""


def remind_due() -> int:
    """Queue one reminder to each person who has not confirmed REMIND_AFTER the first e-mail.

    Return how many. May be repeated: no one gets a second one. Does nothing if REMIND_AFTER is 0.
    """
    after = settings.REMIND_AFTER
    if not after:
        return 0
    now = timezone.now()
    oldest = now - settings.KEEP_PENDING
    return _queue(FIRST, kind=Kind.REMINDER, before=now - after, oldest=oldest, most=MOST)


@transaction.atomic
def remind_again(statement: Statement, *, by: User) -> int:
    """Queue another reminder to everyone who has not confirmed; return how many.

    Leaves out people who were e-mailed about it within REMIND_AGAIN_AFTER.
    """
    before = timezone.now() - settings.REMIND_AGAIN_AFTER
    number = _queue(AGAIN, kind=Kind.REMIND_AGAIN, before=before, statement=statement.pk, most=None)
    if number:
        audit_log.record(
            Decision.About.MAIL,
            by=by,
            subject=f"{number} reminders to confirm",
            statement=statement,
            to_state="sent",
            reason="",
        )
    return number


def can_be_reminded(signature: Signature) -> bool:
    """Tell whether the e-mail to confirm may be sent again: its link would still work."""
    until = signature.confirmable_until(settings.CONFIRM_WITHIN)
    in_time = until is None or until > timezone.now()
    return bool(signature.email) and signature.state == Signature.State.PENDING and in_time


@transaction.atomic
def send_again(signature: Signature, *, by: User) -> bool:
    """Queue the e-mail to confirm for one person again; return False if one was sent just now."""
    there = Signature.objects.select_for_update(of=["self"]).select_related("statement")
    found = there.filter(pk=signature.pk).first()
    since = timezone.now() - settings.REMIND_AGAIN_AFTER
    if found is None or not can_be_reminded(found):
        return False
    if found.mails.filter(kind=Kind.REMIND_AGAIN, created_at__gt=since).exists():
        return False
    OutgoingMail.objects.create(signature=found, kind=Kind.REMIND_AGAIN)
    audit_log.record(
        Decision.About.MAIL,
        by=by,
        subject=f"signature {found.pk}",
        statement=found.statement,
        to_state="e-mail to confirm sent again",
        reason="",
    )
    transaction.on_commit(delivery.wake, robust=True)
    return True


def _queue(which: str, *, kind: str, before: datetime, **facts: Any) -> int:
    with connection.cursor() as cursor:
        facts |= {"kind": kind, "before": before, "now": timezone.now()}
        facts["within"] = settings.CONFIRM_WITHIN
        cursor.execute(QUEUE.format(which=which), facts)
        number = cursor.rowcount
    if number:
        transaction.on_commit(delivery.wake, robust=True)
    return number
