"""What organizers decide. What makes the site ask them is in holding.py."""

from collections.abc import Sequence

from django.db import transaction

from signatures.actions.evidence import transitions
from signatures.actions.record_keeping import audit_log
from signatures.models import Approval, Decision, Signature, User
from signatures.models.approval import needs_another
from signatures.models.signature import SignatureQuerySet

State = Signature.State


@transaction.atomic
def publish(
    signature: Signature,
    *,
    by: User,
    reason: str,
    before: Sequence[str] = (State.HELD, State.REJECTED),
) -> bool:
    """Publish a held or refused signature; False if it is in no state of ``before``.

    Nobody can publish what nobody proved: a pending signature stays pending. False also for
    the first publication of a watched name, which takes two: that ``by`` agrees is recorded,
    and the next organizer who calls this publishes it. The same one may call it any number
    of times.
    """
    here = Signature.objects.filter(pk=signature.pk, state__in=before)
    # Locked, so that of two who agree in the same moment the second one knows of the first.
    if here.select_for_update().values_list("pk").first() is None:
        return False
    if needing_another(here, by=by).exists():
        _agree(signature, by=by)
        return False
    return bool(
        transitions.move([signature.pk], before=before, after=State.PUBLISHED, by=by, reason=reason)
    )


def needing_another(signatures: SignatureQuerySet, *, by: User) -> SignatureQuerySet:
    """Those of ``signatures`` that ``by`` alone cannot publish, now or in bulk.

    They were held for resembling a watched name, were never public, and nobody else has
    agreed. ``moving.move`` passes over them, so a preview shows them apart.
    """
    return signatures.filter(needs_another(by.pk))


@transaction.atomic
def take_back(signature: Signature, *, by: User) -> bool:
    """Agree no more that ``signature`` be published; False if ``by`` had not."""
    deleted, _ = Approval.objects.filter(signature=signature, by=by).delete()
    if deleted:
        _log(signature, by=by, before="agreed to publish", after="agrees no more")
    return bool(deleted)


def hold(signature: Signature, *, by: User, reason: str) -> bool:
    """Take a published signature off the list until somebody decides; False if it is not on it."""
    before = [State.PUBLISHED]
    return bool(
        transitions.move([signature.pk], before=before, after=State.HELD, by=by, reason=reason)
    )


def reject(
    signature: Signature,
    *,
    by: User,
    refusal: str,
    reason: str = "",
    before: Sequence[str] = (State.HELD, State.PUBLISHED),
) -> bool:
    """Refuse a held or published signature; False if it is in no state of ``before``.

    ``refusal`` is a code of Refusal, of which the public sees totals; ``reason`` is for the log.
    """
    return bool(
        transitions.move(
            [signature.pk],
            before=before,
            after=State.REJECTED,
            by=by,
            reason=reason,
            refusal=refusal,
        )
    )


def undo(decision: Decision, *, by: User) -> bool:
    """Bring the signature back to what it was before; False if somebody has decided since."""
    return bool(transitions.undo([decision.pk], by=by, reason=f"decision {decision.pk} undone"))


def _agree(signature: Signature, *, by: User) -> None:
    _, is_new = Approval.objects.get_or_create(signature=signature, by=by)
    if is_new:
        _log(signature, by=by, before="", after="agreed to publish")


def _log(signature: Signature, *, by: User, before: str, after: str) -> None:
    """Write a line that is no move: nothing is undone by it, and it keeps no move from that."""
    audit_log.record(
        Decision.About.SIGNATURE,
        by=by,
        subject=f"signature {signature.pk}",
        statement=signature.statement,
        from_state=before,
        to_state=after,
        reason="a watched name takes two people",
    )
