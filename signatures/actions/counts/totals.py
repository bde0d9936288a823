"""Counts of several texts or statements at once. See tallies.py for one statement."""

from collections.abc import Iterable

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast

from signatures.actions.counts import tallies
from signatures.actions.record_keeping import page_cache
from signatures.models import Guild, Signature, Statement, Tally, TallyDelta
from signatures.renditions.small_counts import Count, hide_small_parts

Dimension = Tally.Dimension
State = Signature.State
TEXT = Dimension.TEXT


def of_texts(statement: Statement) -> dict[int, int]:
    """Return how many published signatures each text version has, by its id, zeros left out."""

    def found() -> dict[int, int]:
        return {int(text): n for text, n in tallies.totals(statement, TEXT)[TEXT].items()}

    return page_cache.get_cached(f"signatures-by-text-{statement.pk}", found)


def of_guild(guild: Guild, statements: QuerySet[Statement]) -> dict[int, Count]:
    """Return how many members of ``guild`` signed each of ``statements``, by its id.

    Small numbers are hidden as they are beside the other guilds' numbers, whose sum is known.
    Statements without a member's signature are left out.
    """
    found: dict[int, dict[str, int]] = {}
    ids = statements.values_list("pk", flat=True)
    for (statement, _dimension, value), number in tallies.read(ids, Dimension.GUILD).items():
        found.setdefault(statement, {})[value] = number
    key = str(guild.pk)
    return {each: hide_small_parts(guilds)[key] for each, guilds in found.items() if key in guilds}


def by_state(statements: Iterable[Statement]) -> dict[tuple[int, str], int]:
    """Return how many signatures are in each state, by statement id and state, zeros left out.

    There is no tally of pending ones, as most are never confirmed: their rows are counted.
    """
    found = tallies.read([each.pk for each in statements], Dimension.STATE, tallies.PENDING)
    return {(of, state): number for (of, _dimension, state), number in found.items()}


def by_occupation() -> dict[int, int]:
    """Return how many published signatures of all statements show each occupation, by its id."""
    tallied = Tally.objects.filter(dimension=Dimension.OCCUPATION).order_by()
    fresh = TallyDelta.objects.filter(state=State.PUBLISHED, occupation__isnull=False).order_by()
    rows = tallied.values_list("value").annotate(number=Sum("total"))
    unfolded = fresh.values_list(Cast("occupation", CharField())).annotate(number=Sum("amount"))
    found: dict[int, int] = {}
    for occupation, number in rows.union(unfolded, all=True):
        found[int(occupation)] = found.get(int(occupation), 0) + number
    return found
