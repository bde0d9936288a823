"""How often a mailbox hears from us: forms that mail strangers must not flood anybody."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from signatures import tokens
from signatures.actions import limits
from signatures.models import Suppression


def may_hear(mailbox: str, *, of: int, had: Collection[datetime]) -> bool:
    """Count one more mail to ``mailbox`` and tell whether it may go; the same work either way.

    ``of`` is the id of the statement it would be about, ``had`` the times at which mails that
    somebody asked for were written to this mailbox about it.
    """
    suppressed = Suppression.objects.filter(
        Q(statement=None) | Q(statement=of),
        mailbox_hash__in=tokens.fingerprints(mailbox, purpose="mailbox"),
    ).exists()
    now = timezone.now()
    enough = len(had) >= settings.MAILBOX_MOST_STATEMENT or any(
        sum(at > now - window for at in had) >= most
        for window, most in settings.MAILBOX_LIMITS_STATEMENT.items()
    )
    spared = suppressed or enough
    hits = limits.count(f"mailbox {mailbox}", settings.MAILBOX_LIMITS, times=0 if spared else 1)
    return not spared and limits.exceeded(hits, settings.MAILBOX_LIMITS) is None
