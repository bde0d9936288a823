"""Adding and revoking proofs of signatures that are already proven, with tally and log."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.evidence import transitions
from signatures.actions.evidence.proving import Proof
from signatures.actions.mail import delivery
from signatures.models import (
    Attestation,
    Decision,
    HoldReason,
    OutgoingMail,
    RevokedProof,
    Signature,
    User,
)

State = Signature.State
CHUNK = 1_000  # signatures whose rows are locked at once


def note_mailbox(signature: Signature) -> None:
    """Record that a pending signature's address is confirmed, without publishing it."""
    found = Signature.objects.pending().filter(pk=signature.pk).select_for_update()
    if found.exists():
        Attestation.objects.get_or_create(signature=signature, method=Attestation.Method.EMAIL)
    signature.refresh_from_db()


@transaction.atomic
def add(signature: Signature, proof: Proof) -> bool:
    """Add ``proof`` to a signature that is not pending, and count it by the strongest proof.

    The first proof of a name that organizers added makes it a confirmed signature, in the state
    it is in, and sends the person the link to it. Return False if the signature has this proof
    already, is pending or rejected without any proof, or is withdrawn.
    """
    found = Signature.objects.select_for_update().get(pk=signature.pk)
    there = found.attestations.filter(method=proof.method, guild=proof.guild)
    is_first = found.attested_at is None
    if is_first and not found.is_unproven_name:
        return False
    if found.state == State.WITHDRAWN or there.exists():
        return False
    tallies.left(found)
    if is_first:
        _note_first(found, signature)
    found.attestations.create(
        method=proof.method,
        guild_id=proof.guild,
        officer_id=proof.officer,
        with_mailbox=proof.with_mailbox,
        is_membership=proof.is_membership,
    )
    tallies.entered(found)
    _log([found], f"proven by {proof.method}" if is_first else f"also proven by {proof.method}")
    return True


def _note_first(found: Signature, signature: Signature) -> None:
    found.attested_at = signature.attested_at = timezone.now()
    found.save(update_fields=["attested_at"])
    if found.email:
        OutgoingMail.objects.create(signature=found, kind=OutgoingMail.Kind.THANK_YOU)
        transaction.on_commit(delivery.wake, robust=True)


def revoke(attestations: Sequence[int], *, reason: RevokedProof.Reason, by: User | None) -> int:
    """Revoke ``attestations`` (ids) given by guilds; return how many there were.

    The public mark disappears at once. A signature without any other proof is held, and an
    organizer decides. Each signature gets a Decision. May be repeated.
    """
    ids = sorted(attestations)
    chunks = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return sum(_revoke(chunk, reason, by) for chunk in chunks)


@transaction.atomic
def _revoke(ids: list[int], reason: RevokedProof.Reason, by: User | None) -> int:
    of_guilds = Attestation.objects.filter(pk__in=ids, guild__isnull=False)
    signatures = Signature.objects.filter(pk__in=of_guilds.values("signature"))
    locked = list(signatures.order_by("pk").select_for_update())
    found = list(of_guilds)  # read after the lock, so no one else can revoke them too
    proven = {each.signature_id for each in found}
    locked = [each for each in locked if each.pk in proven]
    tallies.left_all(proven)
    RevokedProof.objects.bulk_create(
        RevokedProof(
            signature_id=each.signature_id,
            method=each.method,
            guild_id=each.guild_id,  # type: ignore[misc]  # of_guilds has no other rows
            attested_at=each.attested_at,
            reason=reason,
        )
        for each in found
    )
    Attestation.objects.filter(pk__in=[each.pk for each in found]).delete()
    tallies.entered_all(proven)
    _log(locked, f"proof revoked: {reason.label}", by=by)
    unproven = Signature.objects.filter(pk__in=proven, attestations=None)
    transitions.move(
        list(unproven.values_list("pk", flat=True)),
        before=[State.PUBLISHED],
        after=State.HELD,
        by=by,
        reason=f"proof revoked: {reason.label}",
        held_for=HoldReason.PROOF_REVOKED,
    )
    return len(found)


def _log(signatures: list[Signature], reason: str, *, by: User | None = None) -> None:
    Decision.objects.bulk_create(
        Decision(
            signature=each,
            statement_id=each.statement_id,
            from_state=each.state,
            to_state=each.state,
            by=by,
            reason=reason,
        )
        for each in signatures
    )
