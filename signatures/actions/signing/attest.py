"""Evidence for a signature, and what it makes of a pending one. Every proof method ends here."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures.actions.evidence import proofs, proving, screening
from signatures.actions.evidence.proving import Proof
from signatures.actions.privacy import withheld
from signatures.actions.record_keeping import page_cache
from signatures.actions.statements.invitations import founding
from signatures.errors import ClosedStatementError, UsedLinkError
from signatures.models import HoldReason, Signature

State = Signature.State


@transaction.atomic
def attest(signature: Signature, proof: Proof) -> Signature:
    """Add evidence to a signature; publish a pending one, or hold it if there is a reason to.

    A rule of the organizers may reject it instead. Where only members sign, an e-mail adds
    its evidence and leaves the signature pending. May be repeated, even by fifty clients at
    once: the conditional update lets one through. Raises ClosedStatementError for a pending
    signature CONFIRM_WITHIN after the statement closed, UsedLinkError for a withdrawn one.
    """
    check_time(signature)
    return add_evidence(signature, proof)


def check_time(signature: Signature) -> None:
    """Raise ClosedStatementError if it is too late to prove a pending signature."""
    until = signature.confirmable_until(settings.CONFIRM_WITHIN)
    if signature.state == State.PENDING and until and until <= timezone.now():
        raise ClosedStatementError(signature.text_version)


def add_evidence(signature: Signature, proof: Proof) -> Signature:
    """Do the work of ``attest`` within the caller's transaction."""
    if proof.guild is None and signature.statement.needs_guild and not signature.is_unproven_name:
        proofs.note_mailbox(signature)
    elif not _move_on(signature, proof):
        signature.refresh_from_db()
        if signature.state == State.WITHDRAWN:
            raise UsedLinkError
        proofs.add(signature, proof)
    return signature


def _came_early(signature: Signature) -> bool:
    """Return whether it was sent before the statement was public, so perhaps by invitation."""
    publishes_at = signature.statement.publishes_at
    return publishes_at is None or signature.signed_at < publishes_at


def _move_on(signature: Signature, proof: Proof) -> bool:
    verdict = screening.screen(signature)
    if HoldReason.SAME_MAILBOX not in verdict.reasons and withheld.has_similar(signature):
        verdict.reasons.append(HoldReason.SAME_MAILBOX.value)
    moved = proving.prove(signature, proof, verdict=verdict, now=timezone.now())
    if moved:
        if _came_early(signature):
            founding.place(signature)
        page_cache.invalidate_on_commit()
    return moved
