"""Worker for bulk actions, a chunk at a time.

The table of Batch is the queue. A worker locks a running batch, moves a chunk of its
signatures and writes how far it got, all in one transaction. So a worker that dies has done a
whole number of chunks, two never do the same one, and a cancel waits for the current chunk.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from signatures.actions.evidence import transitions
from signatures.actions.imports import adding, removing
from signatures.actions.moderation import bulk
from signatures.models import Batch, BatchRow, Decision, Signature

CHUNK = 2_000  # signatures; takes about half a second, which a cancel has to wait
PAUSE = timedelta(milliseconds=20)  # between chunks, so that a cancel can get the lock

Act, State = Batch.Act, Batch.State
Was = Signature.State
AFTER: dict[str, Was] = {Act.HOLD: Was.HELD, Act.REFUSE: Was.REJECTED, Act.PUBLISH: Was.PUBLISHED}


def run_due() -> int:
    """Work on every running batch until none is left; return how many signatures were moved.

    May be repeated, by any number of workers at once.
    """
    moved = 0
    while (chunk := _run_chunk()) is not None:
        moved += chunk
        time.sleep(PAUSE.total_seconds())
    return moved


@transaction.atomic
def _run_chunk() -> int | None:
    """Do a chunk of the oldest running batch; return how many it moved, None if none is free."""
    running = Batch.objects.filter(state=State.RUNNING).order_by("started_at")
    batch = running.select_for_update(skip_locked=True).first()
    if batch is None:
        return None
    looked_at, moved = ACTS.get(batch.act, _move_chunk)(batch)
    batch.moved += moved
    batch.skipped += looked_at - moved
    if looked_at < SIZES.get(batch.act, CHUNK):
        batch.state, batch.ended_at = State.DONE, timezone.now()
        bulk.record(batch, State.RUNNING, f"done: {bulk.numbers(batch)}", None)
    batch.save(update_fields=["moved", "skipped", "reached", "state", "ended_at"])
    return moved


def _move_chunk(batch: Batch) -> tuple[int, int]:
    """Move a chunk, except those moved since the preview; return how many were read and moved."""
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
    """Undo a chunk, except those decided again since; return how many were read and undone."""
    decisions = Decision.objects.filter(batch=batch.undoes_id, about=Decision.About.SIGNATURE)
    further = decisions.filter(pk__gt=batch.reached).order_by("pk")
    ids = list(further.values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0, 0
    batch.reached = ids[-1]
    if batch.undoes and batch.undoes.act == Act.IMPORT:
        return len(ids), removing.remove(ids, undoing=batch)
    return len(ids), len(transitions.undo(ids, by=batch.by, reason=batch.reason, batch=batch.pk))


# The function for each act, if it is not ``_move_chunk``, and how many it handles at once.
ACTS: dict[str, Callable[[Batch], tuple[int, int]]] = {
    Act.UNDO: _undo_chunk,
    Act.IMPORT: adding.add_chunk,
}
SIZES: dict[str, int] = {Act.IMPORT: adding.CHUNK}
