"""Retries of failed e-mails."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, OutgoingMail, User
from signatures.models.outgoing_mail import ACCOUNT_KINDS


@transaction.atomic
def retry_failed(
    *, by: User | None, since: datetime | None = None, kind: str = "", reason: str = ""
) -> int:
    """Make failed e-mails due again, with as many attempts as new ones, and return how many.

    ``since`` and ``kind`` select among them. Safe to repeat: only those that have failed again are
    sent again. Skips e-mails that no one should get any more, and those about accounts, whose
    links and codes have expired and whose content is deleted.
    """
    failed = OutgoingMail.objects.failed().exclude(kind__in=ACCOUNT_KINDS)
    failed = failed.filter(failed_at__gte=since) if since else failed
    failed = failed.filter(kind=kind) if kind else failed
    number = failed.update(failed_at=None, last_error="", attempts=0, due_at=timezone.now())
    if number:
        audit_log.record(
            Decision.About.MAIL,
            by=by,
            subject=f"{number} failed e-mails",
            from_state="failed",
            to_state="sent again",
            reason=reason,
        )
        transaction.on_commit(delivery.wake, robust=True)
    return number
