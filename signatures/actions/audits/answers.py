"""Answers to the audit question "did you sign?", and the hold that follows a no."""

from django.db import models, transaction
from django.utils import timezone

from signatures.actions.evidence import transitions
from signatures.actions.mail import delivery, links, suppressions
from signatures.actions.mail.sealed import last_mails
from signatures.actions.record_keeping import audit_log
from signatures.errors import UsedLinkError
from signatures.models import (
    AuditedSignature,
    Decision,
    HoldReason,
    OutgoingMail,
    Signature,
    Token,
)

Answer = AuditedSignature.Answer
State = Signature.State
REASON = "the owner of the e-mail address says they did not sign"


def question(link: str) -> tuple[Signature, str]:
    """Return the signature that ``link`` asks about, and the answer so far. Only reads.

    Raises BrokenLinkError, ExpiredLinkError, and UsedLinkError if the signature is withdrawn
    or the record that it was asked about is deleted.
    """
    signature = links.follow(link, Token.Purpose.AUDIT)
    asked = _asked(signature).first()
    if asked is None:
        raise UsedLinkError
    return signature, asked.answer


@transaction.atomic
def answer(link: str, said: str) -> tuple[Signature, str]:
    """Record what the mailbox owner ``said``; return the signature and the answer that counts.

    After a no, the signature is held at once and the mailbox gets no more e-mails about the
    statement. May be repeated: a yes may become a no, and a no stays. Raises what ``question``
    raises.
    """
    found = links.follow(link, Token.Purpose.AUDIT)
    # A withdrawal locks the same row, so once we have the lock it is finished.
    there = Signature.objects.select_for_update(of=["self"]).filter(pk=found.pk)
    signature = there.exclude(email="").select_related("statement", "text_version").first()
    asked = _asked(found).select_for_update().first()
    if signature is None or asked is None:
        raise UsedLinkError
    if asked.answer in (said, Answer.NO):
        return signature, asked.answer
    asked.answer, asked.answered_at = said, timezone.now()
    asked.save(update_fields=["answer", "answered_at"])
    if said == Answer.NO:
        _hold(signature)
        signature.refresh_from_db(fields=["state"])
    return signature, said


def _asked(signature: Signature) -> models.QuerySet[AuditedSignature]:
    return AuditedSignature.objects.filter(signature=signature).order_by("-audit")


def _hold(signature: Signature) -> None:
    """Hold a published signature; add the reason to one that is off the list already."""
    before = [State.PUBLISHED]
    if not transitions.move(
        [signature.pk],
        before=before,
        after=State.HELD,
        by=None,
        reason=REASON,
        held_for=HoldReason.DENIED,
    ):
        _say_besides(signature)
    suppressions.suppress(signature, reason=HoldReason.DENIED)
    last_mails.queue(OutgoingMail.Kind.DISOWNED, signature, is_erased=False)
    transaction.on_commit(delivery.wake, robust=True)


def _say_besides(signature: Signature) -> None:
    reasons = {"hold_reasons": [*signature.hold_reasons, HoldReason.DENIED]}
    Signature.objects.filter(pk=signature.pk, state=State.HELD).update(**reasons)
    audit_log.record(
        Decision.About.AUDIT,
        by=None,
        subject=str(signature.public_id),
        statement=signature.statement,
        from_state=signature.state,
        to_state=signature.state,
        reason=REASON,
    )
