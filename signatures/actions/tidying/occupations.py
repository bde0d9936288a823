"""Merging of two occupations: signatures and counts, in one SQL statement."""

from typing import Any

from django.db import connection, transaction

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import STRONGEST
from signatures.actions.evidence.transitions import OF_LOCKED
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import StaleEditError
from signatures.models import Decision, Occupation, Respelling, Tidying, User

MOST = 5_000  # signatures that one click changes: a few seconds on a table of a million

# Occupations are counted for published signatures that show theirs. In all other dimensions, the
# deltas add up to zero.
CHANGE = """
    WITH wanted AS MATERIALIZED (
        {wanted}
    ), locked AS MATERIALIZED (
        SELECT there.*, was, becomes FROM signatures_signature there JOIN wanted USING (id)
        WHERE there.occupation_id = was ORDER BY there.id FOR NO KEY UPDATE OF there
    ), changed AS (
        UPDATE signatures_signature SET occupation_id = becomes
        FROM locked WHERE signatures_signature.id = locked.id
    ), proofs AS (
        {strongest}
    ), counted AS (
        {counted}
    ), kept AS (
        INSERT INTO signatures_respelling (tidying_id, signature_id, before, after)
        SELECT %(tidying)s, id, was, becomes FROM locked WHERE %(keeps)s
    )
    SELECT count(*) FROM locked
"""
COUNTED = tally_rule.change(
    """locked LEFT JOIN proofs ON signature_id = locked.id,
            LATERAL (VALUES (-1, was), (1, becomes)) AS counts (amount, occupation_id)
        WHERE state = 'published' AND display = 'full'""",
    amount="sum(amount)",
    occupation="counts.occupation_id",
    now="now()",
)
THOSE_WITH_IT = """
        SELECT id, occupation_id AS was, %(into)s::bigint AS becomes
        FROM signatures_signature WHERE occupation_id = %(occupation)s
        ORDER BY id LIMIT %(most)s
"""
THOSE_CHANGED = """
        SELECT signature_id AS id, after::bigint AS was, before::bigint AS becomes
        FROM signatures_respelling WHERE tidying_id = %(tidying)s
"""


@transaction.atomic
def merge(occupation: Occupation, *, into: Occupation, by: User) -> Tidying:
    """Change the first MOST signatures with ``occupation`` to ``into``, and stop offering it.

    May be repeated until no one has it; someone who chooses it at the same time keeps it.
    Raises StaleEditError if one of the two is gone.
    """
    both = Occupation.objects.select_for_update(no_key=True).filter(pk__in=[occupation.pk, into.pk])
    found = {each.pk: each for each in both.order_by("pk")}
    if len(found) < 2:
        raise StaleEditError
    occupation, into = found[occupation.pk], found[into.pk]
    tidying = Tidying.objects.create(
        kind=Tidying.Kind.OCCUPATION,
        number=0,
        by=by,
        details={
            "occupation": occupation.pk,
            "from": occupation.name,
            "into": into.name,
            "offered": occupation.offered,
        },
    )
    facts = {"occupation": occupation.pk, "into": into.pk, "most": MOST}
    tidying.number = _change(THOSE_WITH_IT, tidying, keeps=True, **facts)
    tidying.save(update_fields=["number"])
    Occupation.objects.filter(pk=occupation.pk).update(offered=False)
    audit_log.record(
        Decision.About.OCCUPATION,
        subject=occupation.slug,
        from_state=occupation.name,
        to_state=f"merged into {into.name}",
        reason=f"{tidying.number} rows",
        by=by,
        batch=tidying.pk,
    )
    page_cache.invalidate_on_commit()
    return tidying


def undo(tidying: Tidying, *, by: User) -> int:
    """Restore the occupation of signatures not changed since; return how many."""
    number = _change(THOSE_CHANGED, tidying, keeps=False)
    Occupation.objects.filter(pk=tidying.details["occupation"]).update(
        offered=tidying.details["offered"]
    )
    Respelling.objects.filter(tidying=tidying).delete()
    return number


def _change(wanted: str, tidying: Tidying, **facts: Any) -> int:
    with connection.cursor() as cursor:
        query = CHANGE.format(
            wanted=wanted, strongest=STRONGEST.format(where=OF_LOCKED), counted=COUNTED
        )
        cursor.execute(query, {**facts, "tidying": tidying.pk})
        return cursor.fetchone()[0]
