"""Sending again what was given up."""

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
    """Make failed e-mails due again, with as many attempts as a new one; return how many.

    ``since`` and ``kind`` choose among them. Safe to repeat: only those that failed again
    meanwhile are sent again. What no one is to get any more is not sent, and neither are e-mails
    about accounts: their links and codes are old by then, and their content is gone.
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
