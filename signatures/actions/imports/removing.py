"""Undo of an import: its names are deleted. bulk_worker.py calls this."""

from collections.abc import Sequence

from django.db import transaction

from signatures.actions.counts import tallies
from signatures.actions.privacy import quotes
from signatures.actions.record_keeping import page_cache
from signatures.models import Batch, Decision, Signature

REMOVED = "erased"  # the new state in the log: no row is left that could have another


@transaction.atomic
def remove(decisions: Sequence[int], *, undoing: Batch) -> int:
    """Delete the signatures that an import added by ``decisions`` (ids); return how many.

    Names that their owner has confirmed or withdrawn meanwhile stay as they are. Names that
    organizers have published, held or rejected since are deleted too: they are unconfirmed.
    """
    added = Decision.objects.filter(pk__in=decisions, from_state="")
    by_signature = dict(added.values_list("signature_id", "pk"))
    there = Signature.objects.filter(pk__in=by_signature, attested_at=None).exclude(name="")
    found = list(there.order_by("pk").select_for_update(of=["self"]))
    if not found:
        return 0
    ids = [each.pk for each in found]
    tallies.left_all(ids)
    quotes.forget(found)
    Decision.objects.bulk_create(
        Decision(
            signature=each,
            statement_id=each.statement_id,
            from_state=each.state,
            to_state=REMOVED,
            by=undoing.by,
            reason=undoing.reason,
            batch=undoing.pk,
            undoes=by_signature[each.pk],
        )
        for each in found
    )
    Signature.objects.filter(pk__in=ids).delete()
    page_cache.invalidate_on_commit()
    return len(ids)
