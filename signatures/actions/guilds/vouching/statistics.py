"""Statistics of officers' answers, for the officers' queue and for the owners."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q
from django.utils import timezone

from signatures.models import Guild, User, VouchAnswer, VouchRequest

State = VouchRequest.State


class Queue(NamedTuple):
    """The figures shown above an officer's queue."""

    waiting: int
    oldest: datetime | None
    mine_elsewhere: int  # yeses of this officer that wait for a second officer
    today: int
    mine_today: int


def of_queue(guild: Guild, *, by: User) -> Queue:
    """Return the figures shown above an officer's queue."""
    found = (
        VouchRequest.objects.filter(guild=guild)
        .for_officer(by)
        .aggregate(waiting=Count("pk"), oldest=Min("asked_at"))
    )
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since = VouchAnswer.objects.filter(guild=guild, answered_at__gte=midnight)
    second = VouchRequest.objects.filter(guild=guild, state=State.SECOND, answers__officer=by)
    today = since.aggregate(today=Count("pk"), mine_today=Count("pk", filter=Q(officer=by)))
    return Queue(**found, mine_elsewhere=second.count(), **today)


def by_officer(guild: Guild) -> list[dict[str, Any]]:
    """Return how often each officer said yes, no and "cannot tell"."""
    answers = VouchAnswer.objects.filter(guild=guild).order_by("officer__email")
    rows = answers.values("officer__email").annotate(
        yes=Count("pk", filter=Q(answer="yes")),
        no=Count("pk", filter=Q(answer="no")),
        unsure=Count("pk", filter=Q(answer="unsure")),
    )
    return list(rows)


def of_guild(guild: Guild) -> dict[str, Any]:
    """Return the figures for owners: open and expired requests, the oldest, and second reviews."""
    is_open = Q(state__in=VouchRequest.OPEN)
    return VouchRequest.objects.filter(guild=guild).aggregate(
        waiting=Count("pk", filter=is_open),
        second=Count("pk", filter=Q(state=State.SECOND)),
        oldest=Min("asked_at", filter=is_open),
        lacked_second=Count("pk", filter=Q(lacked_second=True)),
        over=Count("pk", filter=Q(state=State.OVER)),
    )
