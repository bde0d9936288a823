"""Sample audits: a random sample of published signatories is asked whether they signed."""

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from signatures.actions.audits import sampling
from signatures.actions.counts import figures
from signatures.actions.mail import delivery
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import NobodyToAskError, RunningAuditError
from signatures.models import Audit, Decision, Statement, User
from signatures.renditions import audits

SOON = 20_000  # signatories; above it the worker draws, as it takes too long for a page

# People not asked yet leave the sample. E-mails that are being sent now still go out.
UNASK = """
    WITH waiting AS MATERIALIZED (
        SELECT mail.id FROM signatures_outgoingmail mail
        JOIN signatures_auditedsignature ON mail_id = mail.id
        WHERE audit_id = %s AND sent_at IS NULL AND failed_at IS NULL AND attempts = 0
        FOR UPDATE OF mail SKIP LOCKED
    ), unasked AS (
        DELETE FROM signatures_auditedsignature WHERE mail_id IN (SELECT id FROM waiting)
    )
    DELETE FROM signatures_outgoingmail WHERE id IN (SELECT id FROM waiting)
"""
FORGET = """
    WITH answered AS (
        DELETE FROM signatures_auditedsignature USING signatures_audit
        WHERE signatures_audit.id = audit_id AND ended_at < %s
        RETURNING mail_id
    ), mails AS (
        DELETE FROM signatures_outgoingmail WHERE id IN (SELECT mail_id FROM answered)
    )
    SELECT count(*) FROM answered
"""


@transaction.atomic
def start(statement: Statement, *, percent: int, by: User) -> Audit:
    """Start an audit of ``percent`` of the published; with many signatories the worker draws.

    Raises RunningAuditError while another one runs, NobodyToAskError.
    """
    if not sampling.can_be_asked(statement):
        raise NobodyToAskError
    try:
        with transaction.atomic():
            audit = Audit.objects.create(statement=statement, percent=percent, by=by)
    except IntegrityError as error:
        raise RunningAuditError from error
    _log(audit, "", "started", by, f"{percent} % of the published")
    if figures.of(statement).signatories <= SOON:
        draw(audit)
    return audit


def draw_due() -> int:
    """Draw the samples that are due; return how many. Safe to run several at once."""
    drawn = 0
    for audit in Audit.objects.filter(drawn_at=None):
        drawn += draw(audit)
    return drawn


@transaction.atomic
def draw(audit: Audit) -> bool:
    """Draw the sample of ``audit``; return False if that is done or being done already."""
    waiting = Audit.objects.select_for_update(skip_locked=True, of=["self"])
    locked = waiting.filter(pk=audit.pk, drawn_at=None).select_related("statement").first()
    if locked is None:
        return False
    population, asked = sampling.draw(locked)
    now = timezone.now()
    last = now + asked * sampling.mail_interval()
    Audit.objects.filter(pk=audit.pk).update(
        drawn_at=now,
        ends_at=last + settings.AUDIT_WITHIN,
        population=population,
        asked=asked,
    )
    transaction.on_commit(delivery.wake, robust=True)
    return True


@transaction.atomic
def end(audit: Audit, *, by: User | None) -> bool:
    """Close an audit and store its totals; return False if it is closed, or not drawn yet.

    ``by`` is None for the scheduled job. No one is asked any more. A later no still takes the
    name off the list, but later answers are not part of the result.
    """
    running = Audit.objects.filter(pk=audit.pk, ended_at=None, drawn_at__isnull=False)
    if not running.update(ended_at=timezone.now()):
        return False
    with connection.cursor() as cursor:
        cursor.execute(UNASK, [audit.pk])
    numbers = audits.counted(audit)
    Audit.objects.filter(pk=audit.pk).update(**numbers)
    told = ", ".join(f"{name} {number}" for name, number in numbers.items())
    _log(audit, "started", "ended", by, told)
    return True


@transaction.atomic
def show(audit: Audit, *, shown: bool, by: User) -> bool:
    """Show or hide the result of a closed audit; return False if nothing changes."""
    others = Audit.objects.filter(pk=audit.pk, ended_at__isnull=False, shown=not shown)
    if not others.update(shown=shown):
        return False
    states = ["not shown", "shown"]
    _log(audit, states[not shown], states[shown], by)
    page_cache.invalidate_on_commit()
    return True


def close_expired() -> int:
    """Close the audits whose links have expired; return how many."""
    over = Audit.objects.filter(ended_at=None, ends_at__lt=timezone.now())
    return sum(end(each, by=None) for each in over)


def delete_old_answers() -> int:
    """Delete questions and answers, KEEP_ANSWERS after the end of an audit; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [timezone.now() - settings.KEEP_ANSWERS])
        return cursor.fetchone()[0]


def _log(audit: Audit, before: str, after: str, by: User | None, reason: str = "") -> None:
    audit_log.record(
        Decision.About.AUDIT,
        subject=f"audit {audit.pk}",
        statement=audit.statement,
        from_state=before,
        to_state=after,
        by=by,
        reason=reason,
    )
