"""Outcomes of reports by people who did not sign: decided, undone, or overtaken by an erasure."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.mail.sealed import sealed_mails
from signatures.actions.record_keeping import audit_log
from signatures.models import IdentityClaim, OutgoingMail, Signature, User

State = IdentityClaim.State
Kind = OutgoingMail.Kind
# The outcome that a decision of an organizer on the signature means for the reports about it.
OUTCOMES = {Signature.State.REJECTED: State.UPHELD, Signature.State.PUBLISHED: State.REFUSED}


def settle(signatures: Sequence[int], *, by: User) -> int:
    """Decide the open reports about ``signatures`` (ids) that ``by`` has published or rejected.

    Return how many reports. Call it in the transaction of that decision, after it.
    """
    waiting = IdentityClaim.objects.waiting().filter(signature__in=signatures)
    related = waiting.select_related("signature__statement", "signature__text_version")
    settled = 0
    for claim in related.select_for_update(of=["self"]):
        outcome = OUTCOMES.get(Signature.State(claim.signature.state))
        if outcome:
            conclude(claim, outcome, by=by)
            settled += 1
    return settled


def conclude(claim: IdentityClaim, outcome: str, *, by: User, reason: str = "") -> None:
    """Write the outcome of a report, log it, and tell both sides. Call with its row locked."""
    claim.state, claim.decided_at, claim.decided_by = State(outcome), timezone.now(), by
    claim.save(update_fields=["state", "decided_at", "decided_by"])
    signature = claim.signature
    audit_log.record_of(
        signature,
        by=by,
        from_state="report that the person named did not sign",
        to_state=str(claim.get_state_display()),
        reason=reason,
    )
    if outcome == State.UPHELD:
        _tell_gone(claim)  # the signatory gets the e-mail that any rejection sends
    else:
        sealed_mails.queue(
            Kind.CLAIM_NO,
            to=claim.email,
            text=signature.text_version,
            about=claim.pk,
            later=True,
        )
        _tell_signatory(signature)
    transaction.on_commit(delivery.wake, robust=True)


def reopen(signatures: Sequence[int]) -> int:
    """Put reports back in the queue if their decision was undone before anyone was told of it.

    Return how many. Call it in the transaction that undoes decisions on ``signatures`` (ids).
    """
    since = timezone.now() - settings.DECISIONS_TOLD_AFTER
    decided = IdentityClaim.objects.filter(signature__in=signatures, decided_at__gt=since)
    return decided.update(state=State.WAITING, decided_at=None, decided_by=None)


def tell_gone(signatures: Iterable[int]) -> None:
    """E-mail people with open reports that the signature is gone, because it is being erased.

    Call it before the reports are deleted.
    """
    waiting = IdentityClaim.objects.waiting().filter(signature__in=list(signatures))
    for claim in waiting.select_related("signature__text_version"):
        _tell_gone(claim)


def _tell_gone(claim: IdentityClaim) -> None:
    sealed_mails.queue(
        Kind.CLAIM_YES,
        to=claim.email,
        text=claim.signature.text_version,
        about=claim.pk,
        later=True,
        signature=claim.signature_id,
    )


def _tell_signatory(signature: Signature) -> None:
    """Queue one e-mail that the signature was reported and stays, in place of other news."""
    if signature.state != Signature.State.PUBLISHED or not signature.email:
        return
    unsent = OutgoingMail.objects.unsent().filter(signature=signature)
    unsent.filter(kind__in=[Kind.PUBLISHED, Kind.CLAIM_STAYS]).update(kind=Kind.NOTHING)
    due_at = timezone.now() + settings.DECISIONS_TOLD_AFTER
    OutgoingMail.objects.create(signature=signature, kind=Kind.CLAIM_STAYS, due_at=due_at)
