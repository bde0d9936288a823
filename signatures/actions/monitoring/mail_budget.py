"""Budget of the e-mails that strangers can cause: a circuit breaker for the whole site.

Limits for each mailbox and source do not stop someone who has many of both. So above the budget
of an hour, these e-mails wait until the hour is over or an owner lets them go. Nothing is lost.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.record_keeping import audit_log, rate_limits
from signatures.models import Decision, MailServer, OutgoingMail, User

logger = logging.getLogger(__name__)

Kind = OutgoingMail.Kind
# The kinds that a form anyone can send asks for.
STRANGERS = [Kind.CONFIRM, Kind.ALREADY_SIGNED, Kind.LINK, Kind.ENDORSE]
STRANGERS += [Kind.PASSWORD_LINK, Kind.LOGIN_CODE, Kind.CLAIM, Kind.OWN_LINKS]
STRANGERS += [Kind.NEW_ADDRESS, Kind.TAKEN_ADDRESS]
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
LIFTED_FOR = timedelta(days=1)
LIMIT_CACHE_SECONDS = 600  # seconds in the cache


def limit() -> int:
    """Return how many of these e-mails may go out in an hour: a multiple of the usual number."""
    kept = caches["pages"].get("mail-budget")
    if kept is not None:
        return kept
    since = timezone.now() - WEEK
    sent = OutgoingMail.objects.filter(sent_at__gte=since, kind__in=STRANGERS).count()
    usual = sent // (WEEK // HOUR)
    most = max(settings.MAIL_BUDGET_LEAST, settings.MAIL_BUDGET_TIMES * usual)
    caches["pages"].set("mail-budget", most, LIMIT_CACHE_SECONDS)
    return most


def is_spent(server: MailServer) -> bool:
    """Tell whether these e-mails wait now."""
    now = timezone.now()
    if server.budget_lifted_until and server.budget_lifted_until > now:
        return False
    return server.over_budget_until is not None and server.over_budget_until > now


def spend(mails: list[OutgoingMail]) -> None:
    """Count those of ``mails`` that strangers caused, and close for this hour above the limit."""
    number = sum(each.kind in STRANGERS for each in mails)
    if not number:
        return
    hits = rate_limits.count("mail budget", [HOUR], times=number)[HOUR]
    most = limit()
    if hits <= most:
        return
    now = timezone.now()
    ends_at = now.replace(minute=0, second=0, microsecond=0) + HOUR
    is_open = Q(over_budget_until=None) | Q(over_budget_until__lte=now)
    if MailServer.objects.filter(is_open, pk=1).update(over_budget_until=ends_at):
        logger.error(
            "More than %s e-mails in an hour were asked for by forms: the others wait until"
            " %s UTC. See whether someone misuses the forms.",
            most,
            f"{ends_at:%H:%M}",
        )


@transaction.atomic
def lift(*, by: User) -> bool:
    """Send these e-mails without a limit for LIFTED_FOR; return False if none wait."""
    server = MailServer.objects.select_for_update().filter(pk=1).first()
    if server is None or not is_spent(server):
        return False
    server.budget_lifted_until = timezone.now() + LIFTED_FOR
    server.save(update_fields=["budget_lifted_until"])
    audit_log.record(
        Decision.About.MAIL,
        by=by,
        subject="limit of e-mails in an hour",
        from_state="reached",
        to_state=f"lifted until {server.budget_lifted_until:%Y-%m-%d %H:%M} UTC",
    )
    return True
