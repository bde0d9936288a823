"""Ends of disputes about a membership: an answer, a request withdrawn, erased or left unanswered.

A yes takes the proof from the earlier signature. Any other end gives it back its place.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef

from signatures.actions.evidence import proofs, transitions
from signatures.actions.guilds.vouching import requests
from signatures.actions.mail import delivery
from signatures.actions.record_keeping import audit_log
from signatures.models import (
    Attestation,
    CodeClaim,
    Decision,
    Guild,
    HoldReason,
    OutgoingMail,
    RevokedProof,
    RosterClaim,
    Signature,
    VouchRequest,
)

State = Signature.State
Kind = OutgoingMail.Kind
Method = Attestation.Method
HELD = "someone else says that the membership is theirs"
OVER = "the dispute is over"


def withdraw_request(signature: Signature, *, guild: Guild) -> bool:
    """Erase the waiting request and end its dispute. Return False if there is none."""
    done = requests.withdraw(signature, guild=guild)
    give_back()
    return done


def settle() -> int:
    """Settle the disputes of answered requests, and return how many. May be repeated.

    Each is a transaction of its own, after that of the answer: it locks another signature.
    """
    waiting = VouchRequest.objects.filter(disputes__isnull=False).exclude(
        state__in=VouchRequest.OPEN
    )
    done = sum(_settle(pk) for pk in waiting.values_list("pk", flat=True))
    give_back()
    return done


def give_back() -> None:
    """Put signatures back on the list whose dispute is over or erased with the other signature."""
    waits = VouchRequest.objects.open().filter(disputes=OuterRef("pk"))
    held = Signature.objects.filter(
        state=State.HELD, hold_reasons__contains=[HoldReason.DISPUTED.value]
    )
    for each in held.filter(~Exists(waits)):
        _give_back(each)


def tell(signature: Signature, kind: str) -> None:
    """E-mail a signatory at a confirmed address."""
    if signature.email and signature.address_is_confirmed:
        OutgoingMail.objects.create(signature=signature, kind=kind)
        transaction.on_commit(delivery.wake, robust=True)


def log(request: VouchRequest, before: str, after: str) -> None:
    """Log how a dispute ended."""
    audit_log.record(
        Decision.About.GUILD,
        by=None,
        subject=f"request {request.pk} to {request.guild.slug}",
        statement=request.statement,
        from_state=before,
        to_state=after,
    )


@transaction.atomic
def _settle(pk: int) -> bool:
    request = VouchRequest.objects.select_for_update(of=["self"]).filter(pk=pk).first()
    if request is None or request.disputes is None:
        return False
    earlier, is_member = request.disputes, request.state == VouchRequest.State.YES
    _give_back(earlier)
    if is_member:
        _move_membership(request, earlier)
        _revoke(request, earlier)
    VouchRequest.objects.filter(pk=pk).update(disputes=None)
    log(request, "disputed", "membership moved" if is_member else "membership stays")
    tell(earlier, Kind.DISPUTE_LOST if is_member else Kind.DISPUTE_KEPT)
    return True


def _move_membership(request: VouchRequest, earlier: Signature) -> None:
    """Give the number to the member, and let no one use the code again."""
    used: dict[str, object] = {"statement": request.statement_id, "signature": earlier}
    if request.disputed_way == Method.GUILD_ROSTER:
        RosterClaim.objects.filter(guild=request.guild_id, **used).update(
            signature=request.signature_id
        )
    else:
        claims = CodeClaim.objects.proving().filter(batch__guild=request.guild_id, **used)
        claims.update(revoked_at=request.answered_at)


def _revoke(request: VouchRequest, earlier: Signature) -> None:
    given = earlier.attestations.filter(method=request.disputed_way, guild=request.guild_id)
    last = request.answers.select_related("officer").order_by("-pk").first()
    proofs.revoke(
        list(given.values_list("pk", flat=True)),
        reason=RevokedProof.Reason.DISPUTE,
        by=last.officer if last else None,
    )


@transaction.atomic
def _give_back(earlier: Signature) -> None:
    """Undo the hold, unless organizers have decided since. The signature keeps its place."""
    held = Decision.objects.filter(signature=earlier, reason=HELD, to_state=State.HELD)
    last = held.order_by("-pk").first()
    if last is None or transitions.undo([last.pk], by=None, reason=OVER):
        return
    if HoldReason.DISPUTED not in Signature.objects.get(pk=earlier.pk).hold_reasons:
        return
    # Something else happened to it meanwhile, such as another proof: the hold is not last.
    moved = transitions.move(
        [earlier.pk], before=[State.HELD], after=State.PUBLISHED, by=None, reason=OVER
    )
    Signature.objects.filter(pk__in=moved).update(published_at=last.was_published_at)
