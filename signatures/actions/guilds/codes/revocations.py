"""Revocation of guild codes, which stop working at once, and of what they proved."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from signatures.actions.evidence import proofs
from signatures.actions.record_keeping import audit_log
from signatures.errors import TooManyCodesError
from signatures.models import (
    Attestation,
    CodeBatch,
    CodeClaim,
    CodeRevocation,
    Decision,
    Guild,
    RevokedProof,
    User,
)

NEVER = timedelta(0)
CHUNK = 1_000  # proofs revoked in one transaction
AT_ONCE = 200  # up to so many proofs are revoked without the worker


def revoke(
    batch: CodeBatch, *, first: int, last: int, by: User, undo_within: timedelta = NEVER
) -> CodeRevocation | None:
    """Revoke the codes numbered ``first`` to ``last``. Return None if all were revoked before.

    From now on none of them can be used. Proofs stay until ``undo_within`` is over. Then the
    worker revokes them (``carry_on``); up to AT_ONCE are revoked right away if nothing can be
    undone. So an officer who revokes codes and undoes it learns from no count who used them.
    """
    revocation = _revoke(batch, first, min(last, batch.size), by, undo_within)
    if revocation and not undo_within and revocation.proofs <= AT_ONCE:
        _carry_on(revocation.pk)
        revocation.refresh_from_db()
    return revocation


@transaction.atomic
def undo(revocation: CodeRevocation, *, by: User) -> bool:
    """Let the codes of ``revocation`` work again. Return False if it is too late.

    Codes that another revocation covers stay revoked. Raises TooManyCodesError when the guild
    has got other codes since and would have more working codes than members.
    """
    guild = Guild.objects.select_for_update(no_key=True).get(pk=revocation.batch.guild_id)
    batch = CodeBatch.objects.select_for_update(no_key=True).get(pk=revocation.batch_id)
    now = timezone.now()
    open_ones = CodeRevocation.objects.filter(pk=revocation.pk, undone_at=None, finished_at=None)
    undone = {"undone_at": now, "undone_by": by, "finished_at": now}
    if not open_ones.filter(due_at__gt=now).update(**undone):
        return False
    left = (guild.members or 0) - guild.code_batches.live().codes()
    revoked = batch.size - count_working(batch, 1, batch.size)
    if batch.revoked - revoked > left:
        transaction.set_rollback(True)
        raise TooManyCodesError(left)
    CodeBatch.objects.filter(pk=batch.pk).update(revoked=revoked)
    _log(revocation.batch, f"codes {revocation.first} to {revocation.last} revoked", "good", by)
    return True


def preview(batch: CodeBatch, first: int, last: int) -> dict[str, int]:
    """Return how many unused codes a revocation would stop, and how many marks it would remove."""
    claims = batch.claims.proving().filter(number__range=(first, last))
    used = claims.values("number").distinct().count()
    good = count_working(batch, first, last)
    return {"good": good, "unused": max(0, good - used), "marks": claims.count()}


def carry_on() -> int:
    """Revoke all that revoked codes proved and return the number of proofs.

    Several workers may run it at once: each skips revocations that another has locked.
    """
    unfinished = CodeRevocation.objects.due().order_by("pk")
    return sum(_carry_on(pk) for pk in unfinished.values_list("pk", flat=True))


def count_working(batch: CodeBatch, first: int, last: int) -> int:
    """Return how many of the codes ``first`` to ``last`` are not revoked yet."""
    after, revoked = first - 1, 0
    last = min(last, batch.size)
    standing = batch.revocations.filter(undone_at=None)
    ranges = standing.filter(first__lte=last, last__gte=first).order_by("first")
    for start, end in ranges.values_list("first", "last"):
        start, end = max(start, after + 1), min(end, last)
        revoked += max(0, end - start + 1)
        after = max(after, end)
    return last - first + 1 - revoked


@transaction.atomic
def _revoke(
    batch: CodeBatch, first: int, last: int, by: User, undo_within: timedelta
) -> CodeRevocation | None:
    """Write the row that every claim checks for. The lock waits for claims in progress."""
    CodeBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    number = count_working(batch, first, last)
    if not number:
        return None
    claims = batch.claims.proving().filter(number__range=(first, last))
    revocation = CodeRevocation.objects.create(
        batch=batch,
        first=first,
        last=last,
        by=by,
        proofs=claims.count(),
        due_at=timezone.now() + undo_within,
    )
    CodeBatch.objects.filter(pk=batch.pk).update(revoked=F("revoked") + number)
    _log(batch, "good", f"codes {first} to {last} revoked", by)
    return revocation


def _log(batch: CodeBatch, before: str, after: str, by: User) -> None:
    audit_log.record(
        Decision.About.GUILD, subject=batch.name, from_state=before, to_state=after, by=by
    )


def _carry_on(pk: int) -> int:
    done = 0
    while number := _revoke_chunk(pk):
        done += number
    return done


@transaction.atomic
def _revoke_chunk(pk: int) -> int:
    """Revoke one chunk of proofs. Return 0 when none is left or another worker holds the lock."""
    rows = CodeRevocation.objects.due().filter(pk=pk)
    locked = rows.select_for_update(of=["self"], skip_locked=True)
    revocation = locked.select_related("batch", "by").first()
    if revocation is None:
        return 0
    claims = revocation.batch.claims.proving()
    claims = claims.filter(number__range=(revocation.first, revocation.last))
    chunk = dict(claims.order_by("pk").values_list("pk", "signature")[:CHUNK])
    if not chunk:
        rows.update(finished_at=timezone.now())
        return 0
    attestations = Attestation.objects.filter(
        signature__in=chunk.values(),
        method=Attestation.Method.GUILD_CODE,
        guild=revocation.batch.guild_id,
    )
    proofs.revoke(
        list(attestations.values_list("pk", flat=True)),
        reason=RevokedProof.Reason.CODE,
        by=revocation.by,
    )
    CodeClaim.objects.filter(pk__in=chunk).update(revoked_at=timezone.now())
    rows.update(done=F("done") + len(chunk))
    return len(chunk)
