"""Decisions of organizers on single signatures. See screening.py for the reasons to hold."""

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
    """Publish a held or rejected signature; return False if its state is not in ``before``.

    A pending signature stays pending: without a proof no one can publish it. Also return
    False for the first approval of a watched name, which needs two people: the approval of
    ``by`` is recorded, and the next organizer who calls this publishes it. May be repeated;
    a second call by the same person does not count as the second approval.
    """
    here = Signature.objects.filter(pk=signature.pk, state__in=before)
    # Locked, so that of two approvals at the same time the second sees the first.
    if here.select_for_update().values_list("pk").first() is None:
        return False
    if needing_another(here, by=by).exists():
        _agree(signature, by=by)
        return False
    return bool(
        transitions.move([signature.pk], before=before, after=State.PUBLISHED, by=by, reason=reason)
    )


def needing_another(signatures: SignatureQuerySet, *, by: User) -> SignatureQuerySet:
    """Return those of ``signatures`` that ``by`` alone cannot publish, now or in bulk.

    They were held for resembling a watched name, were never public, and no one else has
    approved them. ``transitions.move`` skips them, so a preview lists them separately.
    """
    return signatures.filter(needs_another(by.pk))


@transaction.atomic
def withdraw_approval(signature: Signature, *, by: User) -> bool:
    """Withdraw the approval that ``by`` gave to ``signature``; return False if there is none."""
    deleted, _ = Approval.objects.filter(signature=signature, by=by).delete()
    if deleted:
        _log(signature, by=by, before="approved publication", after="withdrew their approval")
    return bool(deleted)


def hold(signature: Signature, *, by: User, reason: str) -> bool:
    """Take a published signature off the list for review; return False if it is not published."""
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
    """Reject a held or published signature; return False if its state is not in ``before``.

    ``refusal`` is a code of Refusal; the public sees totals of each. ``reason`` is for the log.
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
    """Restore the state before ``decision``; return False if there is a later decision."""
    return bool(transitions.undo([decision.pk], by=by, reason=f"decision {decision.pk} undone"))


def _agree(signature: Signature, *, by: User) -> None:
    _, is_new = Approval.objects.get_or_create(signature=signature, by=by)
    if is_new:
        _log(signature, by=by, before="", after="approved publication")


def _log(signature: Signature, *, by: User, before: str, after: str) -> None:
    """Log an approval or its withdrawal. This is no move, so it cannot be undone or block undo."""
    audit_log.record_of(
        signature,
        by=by,
        from_state=before,
        to_state=after,
        reason="names on the watch list need two organizers",
    )
