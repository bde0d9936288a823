"""Digests: e-mails to organizers and officers about what waits for them.

A digest is sent only when something is new since the last one. It has numbers and links, never
a name or an address of a signatory.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from signatures.actions.accounts import changes, emails
from signatures.actions.monitoring import digest_items
from signatures.models import User

PERIODS = {
    User.Digest.AT_ONCE: timedelta(minutes=5),
    User.Digest.HOURLY: timedelta(hours=1),
    User.Digest.DAILY: timedelta(days=1),
}


def choose(user: User, digest: str) -> bool:
    """Set how often ``user`` gets a digest, and log it; return False if nothing changes."""
    if not User.objects.filter(pk=user.pk).exclude(digest=digest).update(digest=digest):
        return False
    changes.record(user, "digest", digest)
    return True


def send_due() -> int:
    """Queue the digests that are due and have something new; return how many. May be repeated."""
    return sum(_send(pk) for pk in _due().values_list("pk", flat=True))


def _due() -> QuerySet[User]:
    """Return the people whose last digest is long enough ago."""
    now = timezone.now()
    due = Q(pk=None)
    for digest, period in PERIODS.items():
        due |= Q(digest=digest) & (Q(digest_at=None) | Q(digest_at__lte=now - period))
    has_work = ~Q(role="") | Q(is_superuser=True) | Q(officer__isnull=False)
    return User.objects.get_queryset().filter(due, has_work, is_active=True).order_by("pk")


@transaction.atomic
def _send(pk: int) -> bool:
    """Queue the digest of one person, unless nothing is new or another worker does it."""
    now = timezone.now()  # before anything is read: what comes later is in the next one
    locked = User.objects.get_queryset().select_for_update(skip_locked=True, of=["self"])
    user = locked.filter(pk=pk, pk__in=_due().values("pk")).first()
    if user is None:
        return False
    items = digest_items.waiting(user, since=user.digest_at)
    if not any(each.is_new for each in items):
        return False
    lines = [[each.text, settings.SITE_URL + each.path] for each in items]
    emails.queue_digest(user.email, lines, settings.SITE_URL + reverse("account_digest"))
    alarm_at = now if any(each.is_about_mail for each in items) else user.digest_alarm_at
    User.objects.filter(pk=pk).update(digest_at=now, digest_alarm_at=alarm_at)
    return True
