"""Revocation of guild codes, which stop working at once, and of what they proved."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from signatures.actions.evidence import proofs
from signatures.actions.record_keeping import audit_log
from signatures.models import (
    Attestation,
    CodeBatch,
    CodeClaim,
    CodeRevocation,
    Decision,
    RevokedProof,
    User,
)

CHUNK = 1_000  # proofs revoked in one transaction
AT_ONCE = 200  # up to so many proofs are revoked without the worker


def revoke(batch: CodeBatch, *, first: int, last: int, by: User) -> CodeRevocation | None:
    """Revoke the codes numbered ``first`` to ``last``. Return None if all were revoked before.

    From now on none of them can be used. Up to AT_ONCE proofs are revoked right away, more by
    the worker within a minute (``carry_on``).
    """
    revocation = _revoke(batch, first, min(last, batch.size), by)
    if revocation and revocation.proofs <= AT_ONCE:
        _carry_on(revocation.pk)
        revocation.refresh_from_db()
    return revocation


def carry_on() -> int:
    """Revoke all that revoked codes proved and return the number of proofs.

    Several workers may run it at once: each skips revocations that another has locked.
    """
    unfinished = CodeRevocation.objects.filter(finished_at=None).order_by("pk")
    return sum(_carry_on(pk) for pk in unfinished.values_list("pk", flat=True))


def still_good(batch: CodeBatch, first: int, last: int) -> int:
    """Return how many of the codes ``first`` to ``last`` are not revoked yet."""
    after, revoked = first - 1, 0
    last = min(last, batch.size)
    ranges = batch.revocations.filter(first__lte=last, last__gte=first).order_by("first")
    for start, end in ranges.values_list("first", "last"):
        start, end = max(start, after + 1), min(end, last)
        revoked += max(0, end - start + 1)
        after = max(after, end)
    return last - first + 1 - revoked


@transaction.atomic
def _revoke(batch: CodeBatch, first: int, last: int, by: User) -> CodeRevocation | None:
    """Write the row that every claim checks for. The lock waits for claims in progress."""
    CodeBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    number = still_good(batch, first, last)
    if not number:
        return None
    claims = batch.claims.proving().filter(number__range=(first, last))
    revocation = CodeRevocation.objects.create(
        batch=batch, first=first, last=last, by=by, proofs=claims.count()
    )
    CodeBatch.objects.filter(pk=batch.pk).update(revoked=F("revoked") + number)
    audit_log.record(
        Decision.About.GUILD,
        subject=batch.name,
        from_state="good",
        to_state=f"codes {first} to {last} revoked",
        by=by,
    )
    return revocation


def _carry_on(pk: int) -> int:
    done = 0
    while number := _take_back(pk):
        done += number
    return done


@transaction.atomic
def _take_back(pk: int) -> int:
    """Revoke one chunk of proofs. Return 0 when none is left or another worker holds the lock."""
    rows = CodeRevocation.objects.filter(pk=pk, finished_at=None)
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
