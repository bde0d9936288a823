"""Checking the tallies against the signatures themselves, and correcting them."""

import logging
from typing import NamedTuple

from django.db import connection, transaction

from signatures.actions.counts.tally_rule import BY_DIMENSION, COUNTS, STRONGEST, cells
from signatures.actions.record_keeping import page_cache

logger = logging.getLogger(__name__)

# One statement, so that it reads one snapshot. ``cells`` adds up, for all signatures, the deltas
# written when each entered its state (``tallies.entered``).
CELLS = cells(
    "signatures_signature LEFT JOIN proofs ON signature_id = signatures_signature.id"
    f" WHERE {COUNTS}"
)
DIFFERENCES = f"""
    WITH proofs AS (
        {STRONGEST.format(where="")}
    ), cells AS MATERIALIZED (
        {CELLS}
    ), counted AS (
        SELECT statement_id, dimension, value, sum(amount) AS total
        FROM ({BY_DIMENSION.format(changes="cells")}) by_dimension GROUP BY 1, 2, 3
    ), kept AS (
        SELECT statement_id, dimension, value, sum(amount) AS total FROM (
            SELECT statement_id, dimension, value, total AS amount FROM signatures_tally
            UNION ALL {BY_DIMENSION.format(changes="signatures_tallydelta")}
        ) everything GROUP BY 1, 2, 3
    )
    SELECT statement_id, slug, dimension, value,
        coalesce(kept.total, 0)::int AS kept, coalesce(counted.total, 0)::int AS counted
    FROM kept FULL JOIN counted USING (statement_id, dimension, value)
    JOIN signatures_statement ON signatures_statement.id = statement_id
    WHERE coalesce(kept.total, 0) <> coalesce(counted.total, 0)
    ORDER BY slug, dimension, value
"""
# A delta counts in several dimensions at once, so a correction of one is added to its tally row.
# Adding, unlike setting, stays right when others fold or sign at the same time.
MEND = """
    INSERT INTO signatures_tally (statement_id, dimension, value, total) VALUES (%s, %s, %s, %s)
    ON CONFLICT (statement_id, dimension, value)
    DO UPDATE SET total = signatures_tally.total + excluded.total
"""


class Difference(NamedTuple):
    """A wrong count: ``kept`` is what the public was told, ``counted`` is the true number."""

    statement_id: int
    slug: str
    dimension: str
    value: str
    kept: int
    counted: int

    def __str__(self) -> str:
        return f"/{self.slug}/ {self.dimension} {self.value}: {self.kept}, should be {self.counted}"


def differences() -> list[Difference]:
    """Return every tally, folded or not, that differs from the signatures in one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return [Difference(*row) for row in cursor.fetchall()]


@transaction.atomic
def mend() -> list[Difference]:
    """Correct the tallies that differ, and return them. May be repeated, while others work too."""
    found = differences()
    if found:
        page_cache.invalidate_on_commit()
        with connection.cursor() as cursor:
            cursor.executemany(MEND, [(*each[:1], *each[2:4], each[5] - each[4]) for each in found])
    return found


def report() -> None:
    """Log the tallies that differ: a wrong count means a bug that someone should look for."""
    for each in differences():
        logger.error("Tally differs: %s", each)
