"""Totals of a guild's issued, revoked and used codes. They never tell which ones were used."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import TruncWeek
from django.utils import timezone

from signatures.models import CodeBatch, CodeClaim, Guild
from signatures.renditions.small_counts import hide_small, hide_used


class Line(NamedTuple):
    """One batch as the public sees it. ``claimed`` counts a code once per statement."""

    number: int
    made_at: datetime
    ends_at: datetime
    issued: int  # handed out to the guild, including revoked ones
    revoked: str  # text, like ``claimed``, because small numbers are hidden
    claimed: str


class Week(NamedTuple):
    """Number of codes of a batch used for a statement (an id) in the week from ``monday``."""

    statement: int
    monday: date
    claimed: int


def ledger(guild: Guild) -> list[Line]:
    """Return a line for each batch that was handed out, latest first; cached briefly.

    There is no total, because readers could calculate hidden numbers from it.
    """
    key = f"batches-of-guild-{guild.pk}"
    lines = caches["pages"].get(key)
    if lines is None:
        lines = _ledger(list(guild.code_batches.filter(state=CodeBatch.State.MADE)))
        caches["pages"].set(key, lines, settings.COUNT_CACHE_TIMEOUT.total_seconds())
    return lines


def _ledger(batches: list[CodeBatch]) -> list[Line]:
    claimed = by_batch(batches) if batches else {}
    return [
        Line(
            number=each.number,
            made_at=each.made_at,
            ends_at=each.ends_at,
            issued=each.size,
            revoked=str(hide_small(each.revoked)) if each.revoked else "0",
            claimed=hide_used(claimed.get(each.pk, 0), of=each.size),
        )
        for each in batches
        if each.made_at
    ]


def by_batch(batches: Iterable[CodeBatch]) -> dict[int, int]:
    """Return the number of used codes of each of ``batches``, by batch id.

    Codes revoked since are included. If the number fell on revocation, it would reveal whether
    they had been used. For statements that closed only the number is kept.
    """
    claims = CodeClaim.objects.used().filter(batch__in=batches)
    used = dict(claims.order_by().values_list("batch").annotate(Count("pk")))
    return {each.pk: used.get(each.pk, 0) + each.used_before for each in batches}


def by_week(batch: CodeBatch) -> list[Week]:
    """Return the number of codes of ``batch`` used for each statement and week, latest first."""
    claims = CodeClaim.objects.used().filter(batch=batch)
    weeks = claims.annotate(week=TruncWeek("claimed_at")).values("statement", "week")
    rows = weeks.annotate(claimed=Count("pk")).order_by("-week", "statement")
    return [Week(each["statement"], each["week"].date(), each["claimed"]) for each in rows]


@transaction.atomic
def delete_of_closed() -> int:
    """Delete who used which code for statements that no one can sign or confirm any more.

    Return how many. Each batch keeps the number. May be repeated.
    """
    over = timezone.now() - settings.CONFIRM_WITHIN
    old = CodeClaim.objects.filter(statement__closes_at__lt=over)
    ids = list(old.order_by("batch", "number").select_for_update().values_list("pk", flat=True))
    chosen = CodeClaim.objects.filter(pk__in=ids)
    used = chosen.used().order_by("batch").values_list("batch").annotate(Count("pk"))
    for batch, number in used:
        CodeBatch.objects.filter(pk=batch).update(used_before=F("used_before") + number)
    return chosen.delete()[0]
