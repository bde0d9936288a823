"""Whether far more people sign a statement than confirm: programs with invented addresses do."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from signatures.actions.record_keeping import page_cache
from signatures.models import OutgoingMail, Signature, Statement

WITHIN = timedelta(hours=1)
TIME_TO_CONFIRM = timedelta(minutes=10)
MOST = 10_000  # rows that are counted for it
COUNTED_WITHIN = timedelta(seconds=10)  # otherwise, another process counts
KEPT_FOR = timedelta(minutes=10)  # for the other processes while one counts


def is_hot(statement: Statement) -> bool:
    """Tell whether forms for ``statement`` need a proof of work now.

    A crowd confirms: where many of those who were e-mailed within the hour have confirmed, the
    statement is not hot, however many they are. What was not sent yet, because the mail server is
    away, says nothing. The answer is kept for HOT_CACHE_TIMEOUT.
    """
    return page_cache.get_local(f"hot-{statement.pk}", lambda: _cached(statement))


def _cached(statement: Statement) -> bool:
    """Return the answer that all processes share; when it is too old, one of them counts again.

    Without that, at a launch every form of the same second would count. When Redis is away, each
    process counts for itself.
    """
    pages: Any = caches["pages"]
    name, now = f"hot-{statement.pk}-until", timezone.now()
    before, until = pages.get(name) or (False, now)
    if until > now:
        return before
    if not pages.add(f"{name}-counting", True, COUNTED_WITHIN.total_seconds()) and pages.is_up():
        return before
    found = _is_hot(statement, now)
    pages.set(name, (found, now + settings.HOT_CACHE_TIMEOUT), KEPT_FOR.total_seconds())
    pages.delete(f"{name}-counting")
    return found


def _is_hot(statement: Statement, now: datetime) -> bool:
    since = now - WITHIN
    forms = _unconfirmed(statement, since, now - TIME_TO_CONFIRM)
    return forms > settings.HOT_FORMS and forms > settings.HOT_TIMES * _confirmed(statement, since)


def _unconfirmed(statement: Statement, since: datetime, until: datetime) -> int:
    sent = OutgoingMail.objects.filter(
        kind=OutgoingMail.Kind.CONFIRM, sent_at__range=(since, until)
    )
    pending = Signature.State.PENDING
    waiting = sent.filter(signature__statement=statement, signature__state=pending)
    return waiting[:MOST].count()


def _confirmed(statement: Statement, since: datetime) -> int:
    """Count by the time of proof: that of publication is only a day where a name is withheld."""
    of = Signature.objects.filter(statement=statement, attested_at__gte=since)
    return of[:MOST].count()
