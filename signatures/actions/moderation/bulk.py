"""Bulk actions on signatures: preview, start, cancel, undo. The work is in bulk_worker.py."""

from datetime import timedelta
from urllib.parse import parse_qsl

from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Value
from django.utils import timezone

from signatures.actions.record_keeping import audit_log
from signatures.errors import TooManyError
from signatures.models import Batch, BatchRow, Decision, Signature, Statement, User
from signatures.models.approval import needs_another
from signatures.models.signature import SignatureQuerySet

MOST = 200_000  # signatures
KEEP_PREVIEW = KEEP_ROWS = timedelta(days=1)

Act, State = Batch.Act, Batch.State
Was = Signature.State
BEFORE: dict[str, list[Was]] = {
    Act.HOLD: [Was.PUBLISHED],
    Act.REFUSE: [Was.HELD, Was.PUBLISHED],
    Act.PUBLISH: [Was.HELD, Was.REJECTED],
}
WATCHED = "watched_name"  # left out when publishing: these names need two people

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
    """Make a batch with the signatures ``found`` that it will move, and move none yet.

    Leaves out, and counts by reason, signatures in a state that ``act`` does not apply to
    and, when publishing, those that need a second person. Raises TooManyError.
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
    """Write the rows of ``batch``; return state, whether watched, and number of those found."""
    condition = needs_another(batch.by_id) if batch.act == Act.PUBLISH else Value(False)
    watched = ExpressionWrapper(condition, BooleanField())
    # Without erased ones, which cannot move.
    there = found.exclude(state=Was.REJECTED, name="", display__in=Signature.NAMED)
    wanted = there.order_by().annotate(watched=watched).values("id", "state", "watched")
    sql, parameters = wanted[: MOST + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FIX.format(found=sql), [*parameters, batch.pk, BEFORE[batch.act]])
        return cursor.fetchall()


@transaction.atomic
def start(batch: Batch, *, by: User) -> bool:
    """Let the worker begin; return False if someone has started or discarded it already.

    An import is started by ``imports.uploads.start``, once its file is checked.
    """
    started = {"state": State.RUNNING, "by": by, "started_at": timezone.now()}
    planned = Batch.objects.filter(pk=batch.pk, state=State.PLANNED).exclude(act=Act.IMPORT)
    if not planned.update(**started):
        return False
    # Log the fields that were searched, never what was typed there: it may be a name.
    fields = ", ".join(dict(parse_qsl(batch.query))) or "nothing"
    before = f"previewed, found by {fields}"
    record(batch, before, f"{batch.act}: {batch.total} signatures", by, batch.reason)
    return True


@transaction.atomic
def cancel(batch: Batch, *, by: User) -> bool:
    """Stop a batch after the current chunk, or discard a preview; return False if it is over.

    Signatures already moved stay so, and can be undone.
    """
    if Batch.objects.filter(pk=batch.pk, state=State.PLANNED).delete()[0]:
        return True
    ended = {"state": State.CANCELLED, "ended_at": timezone.now()}
    if not Batch.objects.filter(pk=batch.pk, state=State.RUNNING).update(**ended):
        return False
    batch.refresh_from_db()
    record(batch, State.RUNNING, f"cancelled: {numbers(batch)}", by)
    return True


def undo(batch: Batch, *, by: User) -> Batch | None:
    """Let the worker undo all that ``batch`` moved, in a new batch, and return that batch.

    Return None if there is nothing to undo, or the undo has started already.
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
            record(undoing, f"batch {batch.pk}", f"undo: {batch.moved} signatures", by)
    except IntegrityError:
        return None
    return undoing


def delete_old() -> int:
    """Delete old previews, and which signatures an ended batch was about; return the number."""
    now = timezone.now()
    previews = Batch.objects.filter(state=State.PLANNED, planned_at__lt=now - KEEP_PREVIEW)
    over = Batch.objects.filter(ended_at__lt=now - KEEP_ROWS)
    rows = BatchRow.objects.filter(batch__in=over)
    forgotten = over.exclude(query="").update(query="")
    return previews.delete()[0] + rows.delete()[0] + forgotten


def numbers(batch: Batch) -> str:
    return f"{batch.moved} moved, {batch.skipped} skipped"


def record(batch: Batch, before: str, after: str, by: User | None, reason: str = "") -> None:
    audit_log.record(
        Decision.About.BATCH,
        by=by,
        subject=f"batch {batch.pk}",
        statement=batch.statement,
        from_state=before,
        to_state=after,
        reason=reason,
        batch=batch.pk,
    )
