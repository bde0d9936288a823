"""Undo of an import: its names are deleted. bulk_worker.py calls this."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.privacy import quotes
from signatures.actions.record_keeping import page_cache
from signatures.models import Batch, Decision, Signature

REMOVED = "erased"  # the new state in the log: no row is left that could have another
NEEDED = ["state", "name", "email", "mailbox", "mailbox_soft", "attested_at"]
NEEDED += ["added_by_organizers", "statement"]
# One statement for all: Django would make an object of each row, ten times as slow.
LOG = f"""
    INSERT INTO signatures_decision (signature_id, statement_id, from_state, to_state, by_id,
        reason, batch, undoes, decided_at)
    SELECT signature.id, statement_id, state, '{REMOVED}', %(by)s, %(reason)s, %(batch)s,
        added.decision, %(now)s
    FROM unnest(%(ids)s::bigint[], %(decisions)s::bigint[]) AS added (id, decision)
        JOIN signatures_signature signature USING (id)
    ORDER BY signature.id
"""
DELETE = "DELETE FROM signatures_signature WHERE id = ANY(%(ids)s)"


@transaction.atomic
def remove(decisions: Sequence[int], *, undoing: Batch) -> int:
    """Delete the signatures that an import added by ``decisions`` (ids); return how many.

    Names that their owner has confirmed or withdrawn meanwhile stay as they are. Names that
    organizers have published, held or rejected since are deleted too: they are unconfirmed.
    """
    added = Decision.objects.filter(pk__in=decisions, from_state="")
    by_signature = dict(added.values_list("signature_id", "pk"))
    there = Signature.objects.filter(pk__in=by_signature, attested_at=None).exclude(name="")
    found = list(there.only(*NEEDED).order_by("pk").select_for_update(of=["self"]))
    if not found:
        return 0
    ids = [each.pk for each in found]
    tallies.left_all(ids)
    quotes.erase(found)
    facts: dict[str, Any] = {
        "ids": ids,
        "decisions": [by_signature[pk] for pk in ids],
        "by": undoing.by_id,
        "reason": undoing.reason,
        "batch": undoing.pk,
        "now": timezone.now(),
    }
    used = _used_elsewhere(ids)
    with connection.cursor() as cursor:
        cursor.execute(LOG, facts)
        Signature.objects.filter(pk__in=used).delete()
        cursor.execute(DELETE, facts)
    page_cache.invalidate_on_commit()
    return len(ids)


def _used_elsewhere(ids: list[int]) -> set[int]:
    """Return those of ``ids`` that rows of other tables refer to, which have to go first.

    Most have none: an import writes only the signature and its line.
    """
    queries = []
    for relation in Signature._meta.related_objects:
        field = relation.field
        # Where nothing is done, there is no constraint either: the log keeps its lines.
        if relation.on_delete is not models.DO_NOTHING:
            table = field.model._meta.db_table
            queries.append(
                f'SELECT "{field.column}" FROM "{table}" WHERE "{field.column}" = ANY(%(ids)s)'
            )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(queries), {"ids": ids})
        return {pk for (pk,) in cursor.fetchall()}
