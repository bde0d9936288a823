"""Actions on many signatures at once: fixed with a preview, started, cancelled, undone.

The work itself is in chunks.py.
"""

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
BEFORE = {
    Act.HOLD: [Was.PUBLISHED],
    Act.REFUSE: [Was.HELD, Was.PUBLISHED],
    Act.PUBLISH: [Was.HELD, Was.REJECTED],
}
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
    condition = needs_another(batch.by_id) if batch.act == Act.PUBLISH else Value(False)
    watched = ExpressionWrapper(condition, BooleanField())
    there = found.exclude(state=Was.REJECTED, name="")  # erased, so nothing moves them
    wanted = there.order_by().annotate(watched=watched).values("id", "state", "watched")
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
    record(batch, before, f"{batch.act}: {batch.total} signatures", by, batch.reason)
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
    record(batch, State.RUNNING, f"cancelled: {numbers(batch)}", by)
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
            record(undoing, f"batch {batch.pk}", f"undo: {batch.moved} signatures", by)
    except IntegrityError:
        return None
    return undoing


def forget_old() -> int:
    """Delete previews nobody started, and of what is over which signatures it was about."""
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
