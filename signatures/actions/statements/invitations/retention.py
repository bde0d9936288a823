"""Erasure of people who were invited, once their invitations have done their work."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from signatures.models import Invitation


def erase_expired() -> int:
    """Erase names and addresses of people invited; return of how many. May be repeated.

    People who declined go when the statement is published or closed, the others
    KEEP_INVITATIONS later, because publication may be undone. The numbers stay.
    """
    now = timezone.now()
    named = Invitation.objects.personal().exclude(name="", email="")
    declined = ~Q(declined_at=None) & _is_over(now)
    old = _is_over(now - settings.KEEP_INVITATIONS)
    return named.filter(declined | old).update(name="", email="", mailbox="")


def _is_over(at: datetime) -> Q:
    """Return the condition that the statement was public, closed or archived ``at`` that time."""
    times = ("publishes_at", "closes_at", "archived_at")
    over = Q()
    for each in times:
        over |= Q(**{f"statement__{each}__lte": at})
    return over
