"""How many codes of a guild there are, and how many were used. Never which ones."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Sum
from django.db.models.functions import TruncWeek

from signatures.models import CodeBatch, CodeClaim, Guild

FEW = 5  # so few are never told apart: a guild knows to whom it gave its codes


class Ledger(NamedTuple):
    """What the public is told of a guild's codes; ``claimed`` counts a code once a statement."""

    issued: int  # handed out to the guild, revoked and ended ones included
    revoked: int
    claimed: int  # by which a signature is proven now


class Week(NamedTuple):
    """Codes of one batch used for a statement (an id) in the week that begins on ``monday``."""

    statement: int
    monday: date
    claimed: int


def ledger(guild: Guild) -> Ledger:
    """Return the totals of a guild for its public page, at most COUNTS_KEPT old."""
    key = f"codes-of-guild-{guild.pk}"
    kept = caches["pages"].get(key)
    if kept is None:
        made = CodeBatch.objects.filter(guild=guild, state=CodeBatch.State.MADE)
        codes = made.aggregate(issued=Sum("size"), revoked=Sum("revoked"))
        claimed = sum(by_batch(made).values())
        kept = Ledger(codes["issued"] or 0, codes["revoked"] or 0, claimed)
        caches["pages"].set(key, kept, settings.COUNTS_KEPT.total_seconds())
    return kept


def by_batch(batches: Iterable[CodeBatch]) -> dict[int, int]:
    """Return how many codes of each of ``batches`` prove a signature now, by its id."""
    claims = CodeClaim.objects.proving().filter(batch__in=batches)
    return dict(claims.order_by().values_list("batch").annotate(Count("pk")))


def by_week(batch: CodeBatch) -> list[Week]:
    """Return how many codes of ``batch`` were used in each week, the latest first."""
    claims = CodeClaim.objects.proving().filter(batch=batch)
    weeks = claims.annotate(week=TruncWeek("claimed_at")).values("statement", "week")
    rows = weeks.annotate(claimed=Count("pk")).order_by("-week", "statement")
    return [Week(each["statement"], each["week"].date(), each["claimed"]) for each in rows]
