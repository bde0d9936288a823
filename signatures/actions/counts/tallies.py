"""Tallies of a statement: deltas written with each change, folded into rows by a worker."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import CharField, Count, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from signatures.actions.record_keeping import page_cache
from signatures.models import Endorsement, Signature, Statement, Tally, TallyDelta
from signatures.models.proof_methods import GUILD_METHODS, METHODS, NO_PROOF, strength

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

# The proof by which a signature is counted: its strongest, and of equal ones the first.
STRONGEST = f"""
    SELECT DISTINCT ON (signature_id) signature_id, guild_id, method
    FROM signatures_attestation {{where}}
    ORDER BY signature_id, array_position(ARRAY{list(METHODS)}::varchar[], method) DESC, id
"""

FOLDER_LOCK = 7_265_701  # any number; the worker that holds this advisory lock folds

# The rows of each dimension that a delta counts in.
BY_DIMENSION = """
    SELECT statement_id, 'state' AS dimension, state AS value, amount FROM {changes}
    UNION ALL SELECT statement_id, 'proof', proof, amount FROM {changes}
        WHERE state = 'published'
    UNION ALL SELECT statement_id, 'guild', guild_id::text, amount FROM {changes}
        WHERE state = 'published' AND guild_id IS NOT NULL
    UNION ALL SELECT statement_id, 'occupation', occupation_id::text, amount FROM {changes}
        WHERE state = 'published' AND occupation_id IS NOT NULL
    UNION ALL SELECT statement_id, 'country', country, amount FROM {changes}
        WHERE state = 'published' AND country <> ''
    UNION ALL SELECT statement_id, 'day', day::text, amount FROM {changes}
        WHERE state = 'published'
    UNION ALL SELECT statement_id, 'refusal', refusal, amount FROM {changes}
        WHERE state = 'rejected' AND refusal <> ''
    UNION ALL SELECT statement_id, 'text', text_version_id::text, amount FROM {changes}
        WHERE state = 'published' AND text_version_id IS NOT NULL
"""

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

# The same as ``_delta``, for many signatures at once.
DELTAS = f"""
    INSERT INTO signatures_tallydelta (statement_id, amount, state, refusal, proof, guild_id,
        occupation_id, country, day, text_version_id, created_at)
    SELECT statement_id, %(amount)s * count(*), state, refusal,
        coalesce(method, 'none'), guild_id,
        CASE display WHEN 'full' THEN occupation_id END,
        CASE display WHEN 'full' THEN country ELSE '' END,
        (coalesce(attested_at, signed_at) AT TIME ZONE 'UTC')::date, text_version_id, now()
    FROM signatures_signature
        LEFT JOIN ({STRONGEST.format(where="WHERE signature_id = ANY(%(ids)s)")}) proofs
        ON signature_id = signatures_signature.id
    WHERE signatures_signature.id = ANY(%(ids)s)
    GROUP BY 1, 3, 4, 5, 6, 7, 8, 9, 10
"""


def entered(signature: Signature) -> None:
    """Count ``signature`` into the state it is in now. Call in the transaction of the change."""
    _delta(signature, +1)


def left(signature: Signature) -> None:
    """Count ``signature`` out of the state it is in now, before that is changed."""
    _delta(signature, -1)


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


def _delta(signature: Signature, amount: int) -> None:
    page_cache.invalidate_on_commit()
    proofs = signature.attestations.order_by("pk")
    strongest = max(proofs, key=lambda each: strength(each.method), default=None)
    shown = signature.display == Signature.Display.FULL
    since = signature.attested_at or signature.signed_at
    TallyDelta.objects.create(
        statement_id=signature.statement_id,
        amount=amount,
        state=signature.state,
        proof=strongest.method if strongest else NO_PROOF,
        guild_id=strongest and strongest.guild_id,
        occupation_id=signature.occupation_id if shown else None,
        country=signature.country if shown else "",
        refusal=signature.refusal,
        day=since.date(),
        text_version_id=signature.text_version_id,
    )
