"""Undo of an officer's own answers within a day."""

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from signatures.actions.evidence import proofs
from signatures.actions.record_keeping import audit_log
from signatures.errors import StaleEditError
from signatures.models import (
    Attestation,
    Decision,
    Guild,
    RevokedProof,
    Signature,
    User,
    VouchAnswer,
    VouchRequest,
)

State = VouchRequest.State


def recent(guild: Guild, *, by: User) -> QuerySet[VouchAnswer]:
    """Return the answers of ``by`` that they can still take back, the newest first.

    Not a yes that settled a dispute: it took the proof of another signature.
    """
    since = timezone.now() - settings.VOUCHING_UNDO_WITHIN
    mine = VouchAnswer.objects.filter(guild=guild, officer=by, answered_at__gt=since)
    settled = Q(request__state=State.YES) & ~Q(request__disputed_way="")
    return mine.exclude(Q(request__state=State.OVER) | settled).order_by("-pk")


def undo_answer(key: uuid.UUID, *, guild: Guild, by: User) -> None:
    """Delete the answer of ``by`` to one request, which waits for an answer again.

    A proof that the answer gave is revoked. Raises StaleEditError if it is too late, or if the
    member has asked again since.
    """
    found = VouchRequest.objects.filter(key=key, guild=guild).first()
    if found is None:
        raise StaleEditError
    with transaction.atomic():
        Signature.objects.select_for_update().filter(pk=found.signature_id).first()
        request = _reopened(found, guild, by)
    # A committed step of its own: revoking locks the signature and e-mails.
    if found.state == State.YES:
        ids = request.signature.attestations.filter(
            method=Attestation.Method.GUILD_OFFICER, guild=guild
        ).values_list("pk", flat=True)
        proofs.revoke(list(ids), reason=RevokedProof.Reason.OFFICER, by=by)


def _reopened(found: VouchRequest, guild: Guild, by: User) -> VouchRequest:
    locked = VouchRequest.objects.select_for_update(of=["self"]).select_related("signature")
    request = locked.filter(pk=found.pk, state=found.state).first()
    mine = recent(guild, by=by).filter(request=found.pk).first()
    others = VouchRequest.objects.open().filter(signature=found.signature_id, guild=guild)
    if request is None or mine is None or others.exclude(pk=found.pk).exists():
        raise StaleEditError
    mine.delete()
    waits_for_second = request.answers.filter(answer=State.YES).exists()
    state = State.SECOND if waits_for_second else State.WAITING
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"request {request.pk} to {guild.slug}",
        statement=request.statement,
        from_state=str(State(request.state).label),
        to_state=str(state.label),
        reason="own answer taken back",
    )
    request.state, request.answered_at, request.lacked_second = state, None, False
    request.save(update_fields=["state", "answered_at", "lacked_second"])
    return request
