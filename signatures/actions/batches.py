"""Actions on many signatures at once: fixed with a preview, run by a worker, undone likewise.

The Batch is the queue. A worker locks one that runs, moves a chunk of its signatures and
writes how far it came, all in one transaction: a worker that dies has done a whole number of
chunks, two never do the same one, and who cancels waits for the chunk that is being done.
"""

import time
from datetime import timedelta
from itertools import groupby
from urllib.parse import parse_qsl

from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, QuerySet, Value
from django.utils import timezone

from signatures.actions import log, moving
from signatures.errors import TooManyError
from signatures.models import Batch, BatchRow, Decision, Signature, Statement, User
from signatures.models.searching import of_a_watched_name
from signatures.models.signature import SignatureQuerySet

MOST = 200_000  # signatures
CHUNK = 2_000  # about half a second: so long a cancel waits
PAUSE = timedelta(milliseconds=20)  # between chunks, or the worker is back before who cancels
KEEP_PREVIEW = KEEP_ROWS = timedelta(days=1)

Act, State = Batch.Act, Batch.State
Was = Signature.State
BEFORE = {
    Act.HOLD: [Was.PUBLISHED],
    Act.REFUSE: [Was.HELD, Was.PUBLISHED],
    Act.PUBLISH: [Was.HELD, Was.REJECTED],
}
AFTER = {Act.HOLD: Was.HELD, Act.REFUSE: Was.REJECTED, Act.PUBLISH: Was.PUBLISHED}
WATCHED = "watched_name"  # left out of what is published: those take two people

FIX = """
    WITH found AS MATERIALIZED ({found}), fixed AS (
        INSERT INTO signatures_batchrow (batch_id, signature_id, state)
        SELECT %s, id, state FROM found WHERE state = ANY(%s) AND NOT watched
    )
    SELECT state, watched, count(*) FROM found GROUP BY state, watched
"""


@transaction.atomic
def plan(
    found: SignatureQuerySet,
    *,
    statement: Statement,
    act: str,
    reason: str,
    by: User,
    refusal: str = "",
    query: str = "",
) -> Batch:
    """Fix which of ``found`` a batch is about, and move none yet. Raises TooManyError.

    Left out, and counted by why, are those in a state from which there is no way, and when
    it publishes those of watched names.
    """
    batch = Batch.objects.create(
        statement=statement, act=act, refusal=refusal, reason=reason, query=query, by=by
    )
    for state, watched, number in _fix(batch, found):
        if watched or state not in BEFORE[act]:
            why = WATCHED if watched else state
            batch.left_out[why] = batch.left_out.get(why, 0) + number
        else:
            batch.states[state] = number
    batch.total = sum(batch.states.values())
    if batch.total + sum(batch.left_out.values()) > MOST:
        raise TooManyError(MOST)
    batch.save(update_fields=["total", "states", "left_out"])
    return batch


def _fix(batch: Batch, found: SignatureQuerySet) -> list[tuple[str, bool, int]]:
    """Write the rows of ``batch``; return how many were found by state and watched name."""
    condition = of_a_watched_name() if batch.act == Act.PUBLISH else Value(False)
    watched = ExpressionWrapper(condition, BooleanField())
    wanted = found.order_by().annotate(watched=watched).values("id", "state", "watched")
    sql, parameters = wanted[: MOST + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FIX.format(found=sql), [*parameters, batch.pk, BEFORE[batch.act]])
        return cursor.fetchall()


@transaction.atomic
def start(batch: Batch, *, by: User) -> bool:
    """Let the worker begin; False if somebody has started or discarded it already."""
    started = {"state": State.RUNNING, "by": by, "started_at": timezone.now()}
    if not Batch.objects.filter(pk=batch.pk, state=State.PLANNED).update(**started):
        return False
    # By which fields they were found, and never what was typed there: it may be a name.
    fields = ", ".join(dict(parse_qsl(batch.query))) or "nothing"
    before = f"previewed, found by {fields}"
    _log(batch, before, f"{batch.act}: {batch.total} signatures", by, batch.reason)
    return True


@transaction.atomic
def cancel(batch: Batch, *, by: User) -> bool:
    """Stop a batch after the chunk in hand, or discard a preview; False if it is over.

    What it has moved stays moved, and can be undone.
    """
    if Batch.objects.filter(pk=batch.pk, state=State.PLANNED).delete()[0]:
        return True
    ended = {"state": State.CANCELLED, "ended_at": timezone.now()}
    if not Batch.objects.filter(pk=batch.pk, state=State.RUNNING).update(**ended):
        return False
    batch.refresh_from_db()
    _log(batch, State.RUNNING, f"cancelled: {_numbers(batch)}", by)
    return True


def undo(batch: Batch, *, by: User) -> Batch | None:
    """Let the worker bring back all that ``batch`` moved, in a batch of its own.

    None if there is nothing to undo, or somebody is at it already.
    """
    if not batch.is_over or not batch.moved:
        return None
    try:
        with transaction.atomic():
            undoing = Batch.objects.create(
                statement=batch.statement,
                act=Act.UNDO,
                state=State.RUNNING,
                reason=f"batch {batch.pk} undone",
                undoes=batch,
                by=by,
                total=batch.moved,
                started_at=timezone.now(),
            )
            _log(undoing, f"batch {batch.pk}", f"undo: {batch.moved} signatures", by)
    except IntegrityError:
        return None
    return undoing


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
        _log(batch, State.RUNNING, f"done: {_numbers(batch)}", None)
    batch.save(update_fields=["moved", "skipped", "reached", "state", "ended_at"])
    return moved


def _move_chunk(batch: Batch) -> tuple[int, int]:
    """Move those that nobody has moved since the preview; return how many were looked at, moved."""
    further = BatchRow.objects.filter(batch=batch, signature__gt=batch.reached)
    rows = list(further.order_by("signature_id").values_list("state", "signature_id")[:CHUNK])
    if not rows:
        return 0, 0
    batch.reached = rows[-1][1]
    watched = set(_watched([pk for _, pk in rows])) if batch.act == Act.PUBLISH else set()
    moved = 0
    for state, same in groupby(sorted(rows), key=lambda row: row[0]):
        ids = [pk for _, pk in same if pk not in watched]
        moved += len(
            moving.move(
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


def _watched(ids: list[int]) -> QuerySet:
    found = Signature.objects.filter(pk__in=ids).of_watched_names()
    return found.values_list("pk", flat=True)


def _undo_chunk(batch: Batch) -> tuple[int, int]:
    """Undo those that nobody has decided about since; return how many were looked at, undone."""
    decisions = Decision.objects.filter(batch=batch.undoes_id, about=Decision.About.SIGNATURE)
    further = decisions.filter(pk__gt=batch.reached).order_by("pk")
    ids = list(further.values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return 0, 0
    batch.reached = ids[-1]
    return len(ids), len(moving.undo(ids, by=batch.by, reason=batch.reason, batch=batch.pk))


def forget_old() -> int:
    """Delete previews nobody started, and of what is over which signatures it was about."""
    now = timezone.now()
    previews = Batch.objects.filter(state=State.PLANNED, planned_at__lt=now - KEEP_PREVIEW)
    over = Batch.objects.filter(ended_at__lt=now - KEEP_ROWS)
    rows = BatchRow.objects.filter(batch__in=over)
    forgotten = over.exclude(query="").update(query="")
    return previews.delete()[0] + rows.delete()[0] + forgotten


def _numbers(batch: Batch) -> str:
    return f"{batch.moved} moved, {batch.skipped} skipped"


def _log(batch: Batch, before: str, after: str, by: User | None, reason: str = "") -> None:
    log.record(
        Decision.About.BATCH,
        by=by,
        subject=f"batch {batch.pk}",
        statement=batch.statement,
        from_state=before,
        to_state=after,
        reason=reason,
        batch=batch.pk,
    )
