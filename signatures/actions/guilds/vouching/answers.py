"""Officers' answers to requests: yes, no, or cannot tell. Some yeses need a second officer."""

import uuid
from enum import Enum

from django.db import transaction
from django.utils import timezone

from signatures.actions.evidence.proving import Proof
from signatures.actions.guilds import attempts
from signatures.actions.guilds.vouching import second_officer, settlements
from signatures.actions.mail import delivery, links
from signatures.actions.record_keeping import audit_log
from signatures.actions.signing import sign as signing
from signatures.errors import ClosedStatementError
from signatures.models import (
    Attestation,
    Decision,
    Guild,
    OutgoingMail,
    Signature,
    User,
    VouchRequest,
)

State = VouchRequest.State
ANSWERS = [State.YES, State.NO, State.UNSURE]


class Outcome(Enum):
    """Outcome of an answer."""

    SAVED = "saved"
    SECOND = "second"  # a yes that waits for another officer
    LATE = "late"  # someone has already answered
    GONE = "gone"  # taken back, or for another guild
    CHANGED = "changed"  # the signatory's name has changed, so the request waits again
    CLOSED = "closed"  # the statement accepts no more signatures


def answer(key: uuid.UUID, said: str, *, guild: Guild, by: User) -> Outcome:
    """Store an officer's answer to one request, with its proof and its line in the audit log.

    If two officers answer at once, the first counts, unless the request needs both. A dispute
    that it decides is settled after it.
    """
    outcome = _answer(key, said, guild, by)
    settlements.settle()
    return outcome


@transaction.atomic
def _answer(key: uuid.UUID, said: str, guild: Guild, by: User) -> Outcome:
    signature, request = _locked(key, guild)
    if signature is None or request is None:
        return Outcome.GONE
    if not request.is_open or request.answers.filter(officer=by).exists():
        return Outcome.LATE
    if signature.name != request.name:
        VouchRequest.objects.filter(pk=request.pk).update(name=signature.name)
        return Outcome.CHANGED
    request.answers.create(officer=by, guild=guild, answer=said)
    if said == State.YES and request.state == State.WAITING and _takes_two(request, signature):
        if second_officer.others(guild, by).exists():
            _move(request, State.SECOND, by)
            return Outcome.SECOND
        request.lacked_second = True
    return _conclude(request, signature, said, by)


def settle() -> int:
    """Conclude requests that no second officer can review any more, and return how many.

    A yes from the only officer left counts alone. A yes from a former officer is deleted, and
    the request waits again. May be repeated.
    """
    found = VouchRequest.objects.filter(state=State.SECOND)
    done = sum(_settle(each) for each in found.select_related("guild"))
    return done + settlements.settle()


def _takes_two(request: VouchRequest, signature: Signature) -> bool:
    return bool(request.disputes_id) or second_officer.takes_two(signature)


@transaction.atomic
def _settle(found: VouchRequest) -> bool:
    signature, request = _locked(found.key, found.guild)
    if signature is None or request is None or request.state != State.SECOND:
        return False
    first = request.answers.select_related("officer").get().officer
    if not found.guild.officers.filter(user=first, user__is_active=True).exists():
        request.answers.all().delete()
        _move(request, State.WAITING, None)
        return True
    if second_officer.others(found.guild, first).exists():
        return False
    request.lacked_second = True
    _conclude(request, signature, State.YES, first)
    return True


def _locked(key: uuid.UUID, guild: Guild) -> tuple[Signature | None, VouchRequest | None]:
    """Lock the signature, then the request: the order of a withdrawal, so that none deadlocks."""
    found = VouchRequest.objects.filter(key=key, guild=guild).first()
    if found is None:
        return None, None
    signatures = Signature.objects.select_for_update(of=["self"])
    signature = signatures.select_related(*links.WITH_TEXT).filter(pk=found.signature_id).first()
    locked = VouchRequest.objects.select_for_update(of=["self"]).select_related("guild")
    return signature, locked.filter(pk=found.pk).first()


def _conclude(request: VouchRequest, signature: Signature, said: str, by: User) -> Outcome:
    was_pending = signature.state == Signature.State.PENDING
    if said == State.YES:
        attempts.right(request.guild, Attestation.Method.GUILD_OFFICER)
        proof = Proof(Attestation.Method.GUILD_OFFICER, request.guild_id, by.pk)
        try:
            signing.attest(signature, proof)
        except ClosedStatementError:
            _move(request, State.OVER, by)
            return Outcome.CLOSED
    _move(request, said, by)
    if not (said == State.YES and was_pending):  # the thank-you e-mail says so in that case
        _mail(signature, said)
    return Outcome.SAVED


def _move(request: VouchRequest, state: str, by: User | None) -> None:
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"request {request.pk} to {request.guild.slug}",
        statement=request.statement,
        from_state=str(State(request.state).label),
        to_state=str(State(state).label),
        reason="no second officer" if request.lacked_second else "",
    )
    _close(request, state)


def _close(request: VouchRequest, state: str) -> None:
    request.state = state
    request.answered_at = None if state in VouchRequest.OPEN else timezone.now()
    request.save(update_fields=["state", "answered_at", "lacked_second"])


def _mail(signature: Signature, said: str) -> None:
    """E-mail the signatory at a confirmed address. Others see the answer on their own page."""
    email = Attestation.Method.EMAIL
    if signature.email and signature.attestations.filter(method=email).exists():
        OutgoingMail.objects.create(signature=signature, kind=f"vouched_{said}")
        transaction.on_commit(delivery.wake, robust=True)
