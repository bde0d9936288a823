"""The work of a batch, a chunk at a time.

The Batch is the queue. A worker locks one that runs, moves a chunk of its signatures and
writes how far it came, all in one transaction: a worker that dies has done a whole number of
chunks, two never do the same one, and who cancels waits for the chunk that is being done.
"""

import time
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from signatures.actions.evidence import transitions
from signatures.actions.moderation import bulk
from signatures.models import Batch, BatchRow, Decision, Signature

CHUNK = 2_000  # signatures; about half a second, and so long a cancel waits
PAUSE = timedelta(milliseconds=20)  # between chunks, or the worker is back before who cancels

Act, State = Batch.Act, Batch.State
Was = Signature.State
AFTER = {Act.HOLD: Was.HELD, Act.REFUSE: Was.REJECTED, Act.PUBLISH: Was.PUBLISHED}


def run_due() -> int:
    """Carry on with every batch that runs, until none is left; return how many were moved.

    Any number of workers may call this at once, as often as they like.
    """
    moved = 0
    while (chunk := _run_chunk()) is not None:
        moved += chunk
        time.sleep(PAUSE.total_seconds())
    return moved


@transaction.atomic
def _run_chunk() -> int | None:
    """Do a chunk of the batch that has waited longest; None if no batch is free to be done."""
    running = Batch.objects.filter(state=State.RUNNING).order_by("started_at")
    batch = running.select_for_update(skip_locked=True).first()
    if batch is None:
        return None
    looked_at, moved = _undo_chunk(batch) if batch.act == Act.UNDO else _move_chunk(batch)
    batch.moved += moved
    batch.skipped += looked_at - moved
    if looked_at < CHUNK:
        batch.state, batch.ended_at = State.DONE, timezone.now()
        bulk.record(batch, State.RUNNING, f"done: {bulk.numbers(batch)}", None)
    batch.save(update_fields=["moved", "skipped", "reached", "state", "ended_at"])
    return moved


def _move_chunk(batch: Batch) -> tuple[int, int]:
    """Move those that nobody has moved since the preview; return how many were looked at, moved."""
    further = BatchRow.objects.filter(batch=batch, signature__gt=batch.reached)
    rows = list(further.order_by("signature_id").values_list("state", "signature_id")[:CHUNK])
    if not rows:
        return 0, 0
    batch.reached = rows[-1][1]
    moved = 0
    for state, same in groupby(sorted(rows), key=lambda row: row[0]):
        ids = [pk for _, pk in same]
        moved += len(
            transitions.move(
                ids,
                before=[state],
                after=AFTER[batch.act],
                by=batch.by,
                reason=batch.reason,
                refusal=batch.refusal,
                batch=batch.pk,
            )
        )
    return len(rows), moved


def _undo_chunk(batch: Batch) -> tuple[int, int]:
    """Undo those that nobody has decided about since; return how many were looked at, undone."""
    decisions = Decision.objects.filter(batch=batch.undoes_id, about=Decision.About.SIGNATURE)
    further = decisions.filter(pk__gt=batch.reached).order_by("pk")
    ids = list(further.values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0, 0
    batch.reached = ids[-1]
    return len(ids), len(transitions.undo(ids, by=batch.by, reason=batch.reason, batch=batch.pk))
