"""Tallies of a statement: deltas written with each change, folded into rows by a worker."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import BY_DIMENSION, STRONGEST
from signatures.actions.record_keeping import page_cache
from signatures.models import Signature, Statement, Tally, TextVersion

Dimension = Tally.Dimension
State = Signature.State

# What ``read`` counts beside the dimensions of Tally.
ORGANIZATIONS, PENDING = "organizations", "pending"
# The dimensions that are counted by text version as well.
OF_TEXT: dict[str, str] = {
    Dimension.OCCUPATION: Dimension.TEXT_OCCUPATION,
    Dimension.COUNTRY: Dimension.TEXT_COUNTRY,
    Dimension.LISTED: Dimension.TEXT_LISTED,
}
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

# Tallies of statements, folded or not, in one snapshot.
READ = f"""
    WITH fresh AS MATERIALIZED (
        SELECT * FROM signatures_tallydelta WHERE statement_id = ANY(%(statements)s)
    ), added AS MATERIALIZED (
        SELECT statement_id, dimension, value, total AS amount FROM signatures_tally
        WHERE statement_id = ANY(%(statements)s) AND dimension = ANY(%(dimensions)s)
        UNION ALL SELECT * FROM ({BY_DIMENSION.format(changes="fresh")}) by_dimension
        WHERE dimension = ANY(%(dimensions)s)
    )
    SELECT statement_id, dimension, value, sum(amount)::int FROM added GROUP BY 1, 2, 3
"""
# What has no tally: its rows are counted.
UNTALLIED = {
    ORGANIZATIONS: """
    SELECT statement_id, 'organizations', state, count(*)::int FROM signatures_endorsement
    WHERE statement_id = ANY(%(statements)s) GROUP BY 1, 3
    """,
    PENDING: """
    SELECT statement_id, 'pending', state, count(*)::int FROM signatures_signature
    WHERE state = 'pending' AND statement_id = ANY(%(statements)s) GROUP BY 1, 3
    """,
}


def entered(signature: Signature) -> None:
    """Add ``signature`` to the tallies as it is stored now, in the transaction of the change."""
    _deltas([signature.pk], +1)


def left(signature: Signature) -> None:
    """Take ``signature`` out of the tallies, as it is stored now. Call before it is changed."""
    _deltas([signature.pk], -1)


def entered_all(signatures: Iterable[int]) -> None:
    """Do for many ``signatures`` (ids) what ``entered`` does for one."""
    _deltas(signatures, +1)


def left_all(signatures: Iterable[int]) -> None:
    """Do for many ``signatures`` (ids) what ``left`` does for one."""
    _deltas(signatures, -1)


def read(statements: Iterable[int], *dimensions: str) -> dict[tuple[int, str, str], int]:
    """Return the tallies of ``statements`` (ids) by statement, dimension and value.

    Values that add up to nothing are left out. Every count of signatures comes from here.
    ORGANIZATIONS counts endorsements by state, and PENDING pending signatures.
    """
    facts: dict[str, Any] = {"statements": list(statements), "dimensions": list(dimensions)}
    query = "UNION ALL".join([READ, *(UNTALLIED[each] for each in dimensions if each in UNTALLIED)])
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return {(of, *value): total for of, *value, total in cursor.fetchall() if total > 0}


def totals(statement: Statement, *dimensions: str) -> dict[str, dict[str, int]]:
    """Return how many signatures each value of ``dimensions`` has, in one query.

    ``totals(statement, "country")`` is ``{"country": {"IE": 12, ...}}``; see Tally for the
    values. Values without a signature are left out.
    """
    found: dict[str, dict[str, int]] = {each: {} for each in dimensions}
    for (_statement, dimension, value), total in read([statement.pk], *dimensions).items():
        found[dimension][value] = total
    return found


def of_wording(statement: Statement, wording: int, *dimensions: str) -> dict[str, dict[str, int]]:
    """Return ``totals`` of OF_TEXT's dimensions for the signatures of one wording alone."""
    texts = TextVersion.objects.filter(statement=statement, wording=wording)
    ids = {str(each) for each in texts.values_list("pk", flat=True)}
    found: dict[str, dict[str, int]] = {each: {} for each in dimensions}
    by_text = totals(statement, *(OF_TEXT[each] for each in dimensions))
    for dimension in dimensions:
        for value, total in by_text[OF_TEXT[dimension]].items():
            text, _, part = value.partition(":")
            if text in ids:
                found[dimension][part] = found[dimension].get(part, 0) + total
    return found


def refusals(statement: Statement) -> dict[str, int]:
    """Return how many signatures are rejected for each reason, by the codes of Refusal."""
    refusal = Dimension.REFUSAL
    return page_cache.get_cached(
        f"refusals-{statement.pk}", lambda: totals(statement, refusal)[refusal]
    )


def by_day(statement: Statement, *, days: int = 30) -> list[int]:
    """Return how many published signatures were proven on each of the last ``days`` UTC days."""
    today = timezone.now().date()
    found = totals(statement, Dimension.DAY)[Dimension.DAY]
    return [found.get(str(today - timedelta(days=ago)), 0) for ago in reversed(range(days))]


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
