"""Tallies of a statement: deltas written with each change, folded into rows by a worker."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import CharField, Count, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import BY_DIMENSION, STRONGEST
from signatures.actions.record_keeping import page_cache
from signatures.models import Endorsement, Signature, Statement, Tally, TallyDelta
from signatures.models.proof_methods import GUILD_METHODS, NO_PROOF

Dimension = Tally.Dimension
State = Signature.State

# The values of deltas that do not count in a dimension.
EMPTY_DIMENSION = {
    Dimension.GUILD: {"guild": None},
    Dimension.OCCUPATION: {"occupation": None},
    Dimension.COUNTRY: {"country": ""},
    Dimension.PROOF: {"proof": ""},
    Dimension.DAY: {"day": None},
    Dimension.TEXT: {"text_version": None},
}

# The columns of deltas that are not called what their dimension is.
COLUMN = {Dimension.TEXT: "text_version"}

FOLDER_LOCK = 7_265_701  # any number; the worker that holds this advisory lock folds

# Deleting and adding up the deltas is one statement. So a reader, whose own statement reads one
# snapshot, finds each delta either unfolded or folded, never twice and never missing.
FOLD = f"""
    WITH taken AS (
        DELETE FROM signatures_tallydelta
        WHERE id IN (SELECT id FROM signatures_tallydelta ORDER BY id LIMIT %s)
        RETURNING *
    ), moved AS (
        {BY_DIMENSION.format(changes="taken")}
    ), folded AS (
        INSERT INTO signatures_tally (statement_id, dimension, value, total)
        SELECT statement_id, dimension, value, sum(amount) FROM moved GROUP BY 1, 2, 3
        ON CONFLICT (statement_id, dimension, value)
        DO UPDATE SET total = signatures_tally.total + excluded.total
    )
    SELECT count(*) FROM taken
"""

THESE = "WHERE signature_id = ANY(%(ids)s)"
DELTAS = tally_rule.change(
    f"""signatures_signature LEFT JOIN ({STRONGEST.format(where=THESE)}) proofs
        ON signature_id = signatures_signature.id
    WHERE signatures_signature.id = ANY(%(ids)s)""",
    amount="%(amount)s * count(*)",
    now="now()",
)


def entered(signature: Signature) -> None:
    """Count ``signature`` as it is stored now. Call in the transaction of the change."""
    _deltas([signature.pk], +1)


def left(signature: Signature) -> None:
    """Count ``signature`` out as it is stored now, before that is changed."""
    _deltas([signature.pk], -1)


def entered_all(signatures: Iterable[int]) -> None:
    """Count ``signatures`` (ids) into the states they are in now, as ``entered`` counts one."""
    _deltas(signatures, +1)


def left_all(signatures: Iterable[int]) -> None:
    """Count ``signatures`` (ids) out of the states they are in now, as ``left`` counts one."""
    _deltas(signatures, -1)


def counts(statement: Statement) -> dict[str, int]:
    """Return the public counts of a statement by name. Every name is always there.

    ``signatories`` are verified; ``added`` are names that organizers collected elsewhere.
    """
    return page_cache.get_cached(f"counts-{statement.pk}", lambda: _counts(statement))


def _counts(statement: Statement) -> dict[str, int]:
    folded = Tally.objects.filter(
        statement=statement, dimension__in=[Dimension.STATE, Dimension.PROOF]
    ).values_list("dimension", "value", "total")
    fresh = TallyDelta.objects.filter(statement=statement).order_by()
    states = fresh.values_list(Value("state"), "state", Sum("amount"))
    proofs = fresh.filter(state=State.PUBLISHED).values_list(Value("proof"), "proof", Sum("amount"))
    totals: dict[tuple[str, str], int] = {}
    organizations = (
        Endorsement.objects.published()
        .filter(statement=statement)
        .order_by()
        .values("statement")
        .values_list(Value("organizations"), Value("published"), Count("pk"))
    )
    for dimension, value, total in folded.union(states, proofs, organizations, all=True):
        totals[dimension, value] = totals.get((dimension, value), 0) + total
    added = totals.get(("proof", NO_PROOF), 0)
    return {
        "signatories": totals.get(("state", State.PUBLISHED), 0) - added,
        "email": totals.get(("proof", "email"), 0),
        "guild": sum(totals.get(("proof", each.name.value), 0) for each in GUILD_METHODS),
        "organizations": totals.get(("organizations", "published"), 0),
        "withdrawn": totals.get(("state", State.WITHDRAWN), 0),
        "rejected": totals.get(("state", State.REJECTED), 0),
        "added": added,
    }


def totals(statement: Statement, *dimensions: str) -> dict[str, dict[str, int]]:
    """Return how many published signatures each value of ``dimensions`` has, in one query.

    ``totals(statement, "country")`` is ``{"country": {"IE": 12, ...}}``; see Tally for the
    values. Values without a published signature are left out.
    """
    found: dict[str, dict[str, int]] = {each: {} for each in dimensions}
    folded = Tally.objects.filter(statement=statement, dimension__in=dimensions).values_list(
        "dimension", "value", "total"
    )
    fresh = TallyDelta.objects.filter(statement=statement, state=State.PUBLISHED).order_by()
    unfolded = [
        fresh.exclude(**EMPTY_DIMENSION[each])
        .values("statement")
        .values_list(Value(each), Cast(COLUMN.get(each, each), CharField()), Sum("amount"))
        for each in dimensions
    ]
    for dimension, value, total in folded.union(*unfolded, all=True):
        of = found[dimension]
        of[value] = of.get(value, 0) + total
    return {each: {value: n for value, n in of.items() if n > 0} for each, of in found.items()}


def refusals(statement: Statement) -> dict[str, int]:
    """Return how many signatures are rejected for each reason, by the codes of Refusal."""
    return page_cache.get_cached(f"refusals-{statement.pk}", lambda: _refusals(statement))


def _refusals(statement: Statement) -> dict[str, int]:
    folded = Tally.objects.filter(statement=statement, dimension=Dimension.REFUSAL)
    fresh = TallyDelta.objects.filter(statement=statement, state=State.REJECTED).order_by()
    unfolded = fresh.exclude(refusal="").values_list("refusal", Sum("amount"))
    found: dict[str, int] = {}
    for code, total in folded.values_list("value", "total").union(unfolded, all=True):
        found[code] = found.get(code, 0) + total
    return {code: total for code, total in found.items() if total > 0}


def by_day(statement: Statement, *, days: int = 30) -> list[int]:
    """Return how many published signatures were proven on each of the last ``days`` UTC days."""
    today = timezone.now().date()
    wanted = [today - timedelta(days=ago) for ago in reversed(range(days))]
    folded = Tally.objects.filter(
        statement=statement, dimension=Dimension.DAY, value__gte=str(wanted[0])
    ).values_list("value", "total")
    fresh = TallyDelta.objects.filter(
        statement=statement, state=State.PUBLISHED, day__gte=wanted[0]
    ).values_list(Cast("day", CharField()), Sum("amount"))
    totals = dict.fromkeys(map(str, wanted), 0)
    for day, total in folded.union(fresh.order_by(), all=True):
        if day in totals:
            totals[day] += total
    return list(totals.values())


def fold(*, most: int = 50_000) -> int:
    """Fold up to ``most`` deltas into tallies; return how many, 0 while another worker folds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD, [most])
        return cursor.fetchone()[0]


def _deltas(signatures: Iterable[int], amount: int) -> None:
    page_cache.invalidate_on_commit()
    with connection.cursor() as cursor:
        cursor.execute(DELTAS, {"ids": list(signatures), "amount": amount})
