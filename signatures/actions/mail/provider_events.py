"""Reports of the e-mail provider: bounces, complaints and requests to stop."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from signatures.actions.mail import suppressions
from signatures.models import OutgoingMail, Signature
from signatures.text import addresses

logger = logging.getLogger(__name__)

BOUNCED, COMPLAINED, UNSUBSCRIBED = "bounced", "complained", "unsubscribed"
# Names of events of django-anymail for which an e-mail did not arrive.
LOST = {"bounced", "rejected", "failed"}
# Reasons after which the address is not tried again, whatever the e-mail.
FOR_GOOD = {"invalid", "bounced", "spam"}


@transaction.atomic
def note(event: Any) -> None:
    """Act on one report. Safe to repeat: providers send some twice.

    After a complaint, or a bounce for good, the address gets no more e-mails about any statement,
    until a moderator lifts that. A lost e-mail is marked as failed, and one that a person stopped
    at the provider stops updates.
    """
    kind, email = event.event_type, event.recipient or ""
    if kind in LOST:
        _mark_failed(event)
    if not email or "@" not in email:
        return
    if kind == COMPLAINED:
        suppressions.suppress_everywhere(email, reason=COMPLAINED)
    if kind in LOST and event.reject_reason in FOR_GOOD:
        suppressions.suppress_everywhere(email, reason=BOUNCED)
    if kind in (COMPLAINED, UNSUBSCRIBED):
        of_mailbox = Signature.objects.of_mailbox(addresses.mailbox(email))
        of_mailbox.filter(updates=True).update(updates=False)


def _mark_failed(event: Any) -> None:
    """Mark the e-mail as failed, with the code that SMTP has for a refused recipient."""
    message_id = (event.metadata or {}).get("mail", "")
    mails = OutgoingMail.objects.filter(failed_at=None)
    error = f"{event.event_type} {event.reject_reason or 'other'} 550"
    try:
        marked = mails.filter(message_id=message_id).update(
            sent_at=None, failed_at=timezone.now(), last_error=error[:200], sealed=""
        )
    except ValidationError:  # not an id of ours
        marked = 0
    if not marked:
        logger.info("The provider reported %s about an e-mail that is not known", event.event_type)
