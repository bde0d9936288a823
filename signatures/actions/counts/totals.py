"""Counts of several texts or statements at once. See tallies.py for one statement."""

from collections.abc import Iterable

from django.db import models
from django.db.models import CharField, F, QuerySet, Sum
from django.db.models.functions import Cast

from signatures.actions.counts import tallies
from signatures.actions.record_keeping import page_cache
from signatures.models import Guild, Signature, Statement, Tally, TallyDelta
from signatures.models.proof_methods import NO_PROOF
from signatures.renditions.small_counts import Count, hide_small_parts

Dimension = Tally.Dimension
State = Signature.State
TEXT = Dimension.TEXT


def of_texts(statement: Statement) -> dict[int, int]:
    """Return how many published signatures each text version has, by its id, zeros left out."""

    def found() -> dict[int, int]:
        return {int(text): n for text, n in tallies.totals(statement, TEXT)[TEXT].items()}

    return page_cache.get_cached(f"signatures-by-text-{statement.pk}", found)


def of_statements(statements: Iterable[Statement]) -> dict[int, int]:
    """Return how many verified signatories each of ``statements`` has, by its id, in one query."""
    folded = Tally.objects.filter(
        statement__in=statements, dimension=Dimension.STATE, value=State.PUBLISHED
    ).values_list("statement", "total")
    added = Tally.objects.filter(
        statement__in=statements, dimension=Dimension.PROOF, value=NO_PROOF
    ).values_list("statement", -F("total"))
    fresh = (
        TallyDelta.objects.filter(statement__in=statements, state=State.PUBLISHED)
        .exclude(proof=NO_PROOF)
        .order_by()
        .values_list("statement", Sum("amount"))
    )
    found: dict[int, int] = {}
    for statement, total in folded.union(added, fresh, all=True):
        found[statement] = found.get(statement, 0) + total
    return found


def of_guild(guild: Guild, statements: QuerySet[Statement]) -> dict[int, Count]:
    """Return how many members of ``guild`` signed each of ``statements``, by its id.

    Small numbers are hidden as they are beside the other guilds' numbers, whose sum is known.
    Statements without a member's signature are left out.
    """
    folded = Tally.objects.filter(dimension=Dimension.GUILD, statement__in=statements)
    fresh = TallyDelta.objects.filter(
        statement__in=statements, state=State.PUBLISHED, guild__isnull=False
    )
    rows = folded.values_list("statement", "value", "total").union(
        fresh.order_by().values_list("statement", Cast("guild", CharField()), Sum("amount")),
        all=True,
    )
    found: dict[int, dict[str, int]] = {}
    for statement, value, number in rows:
        guilds = found.setdefault(statement, {})
        guilds[value] = guilds.get(value, 0) + number
    key = str(guild.pk)
    return {
        statement: hide_small_parts(guilds)[key]
        for statement, guilds in found.items()
        if guilds.get(key, 0) > 0
    }


def by_state(statements: Iterable[Statement]) -> dict[tuple[int, str], int]:
    """Return how many signatures are in each state, by statement id and state, zeros left out.

    There is no tally of pending ones, as most are never confirmed: their rows are counted.
    """
    tallied = Tally.objects.filter(statement__in=statements, dimension=Dimension.STATE)
    fresh = TallyDelta.objects.filter(statement__in=statements).order_by()
    pending = Signature.objects.pending().filter(statement__in=statements).order_by()
    rows = tallied.values_list("statement", "value", "total").union(
        fresh.values_list("statement", "state", Sum("amount")),
        pending.values_list("statement", "state", models.Count("pk")),
        all=True,
    )
    found: dict[tuple[int, str], int] = {}
    for statement, state, number in rows:
        found[statement, state] = found.get((statement, state), 0) + number
    return found


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
