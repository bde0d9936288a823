"""Whether far more people sign a statement than confirm: programs with invented addresses do."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from signatures.actions.record_keeping import page_cache
from signatures.models import OutgoingMail, Signature, Statement

WITHIN = timedelta(hours=1)
TIME_TO_CONFIRM = timedelta(minutes=10)
MOST = 10_000  # rows that are counted for it


def is_hot(statement: Statement) -> bool:
    """Tell whether forms for ``statement`` need a proof of work now.

    A crowd confirms: where many of those who were e-mailed within the hour have confirmed, the
    statement is not hot, however many they are. What was not sent yet, because the mail server is
    away, says nothing. The answer is kept for HOT_CACHE_TIMEOUT.
    """
    return page_cache.get_local(f"hot-{statement.pk}", lambda: _cached(statement))


def _cached(statement: Statement) -> bool:
    name = f"hot-{statement.pk}-for-longer"
    stored = caches["pages"].get(name)
    if stored is None:
        stored = _is_hot(statement, timezone.now())
        caches["pages"].set(name, stored, settings.HOT_CACHE_TIMEOUT.total_seconds())
    return stored


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
