"""Erasure of the person behind a signature, by the registry of personal data."""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.evidence import claim_outcomes
from signatures.actions.privacy import erasures_file, quotes
from signatures.actions.record_keeping import audit_log
from signatures.models import (
    Decision,
    OutgoingMail,
    Signature,
    Token,
    User,
    personal_data,
)
from signatures.models.personal_data import How, Personal, When
from signatures.models.signature import SignatureQuerySet

State = Signature.State
CHUNK = 500  # signatures erased in one transaction
ERASED = "erased"  # the new state in the log, if it is not a withdrawal by the signatory


@transaction.atomic
def withdraw(
    signature: Signature, *, reason: str, to_state: str = State.WITHDRAWN, by: User | None = None
) -> bool:
    """Withdraw a signature in any state and erase its person. Return False if already erased.

    The row stays for the tallies and the log. The same mailbox or member may sign again.
    """
    there = Signature.objects.select_for_update().standing()
    found = there.filter(pk=signature.pk).first()
    if found is None:
        return False
    is_counted = found.state != State.PENDING
    if is_counted:
        tallies.left(found)
    withdrawn: dict[str, Any] = {"state": State.WITHDRAWN, "withdrawn_at": timezone.now()}
    empty_fields([found], **withdrawn, published_at=None, refusal="")
    erasures_file.note_erased(found)
    log_erasure([found], reason=reason, to_state=to_state, by=by)
    if is_counted:
        found.refresh_from_db()
        tallies.entered(found)
    return True


@transaction.atomic
def erase(signature: Signature, *, reason: str, by: User | None = None) -> bool:
    """Withdraw a signature, or delete a pending one, for its owner. Return False if it is erased.

    Both are written into the audit log.
    """
    if not delete_pending(Signature.objects.filter(pk=signature.pk)):
        return withdraw(signature, reason=reason, to_state=ERASED, by=by)
    erasures_file.note_erased(signature)
    audit_log.record_of(
        signature,
        by=by,
        from_state=State.PENDING,
        to_state=ERASED,
        reason=reason,
    )
    return True


def delete_pending(pending: SignatureQuerySet) -> int:
    """Delete those of ``pending`` that are still pending, and searches that quote them.

    Return the number of signatures. May be repeated.
    """
    return in_chunks(pending.pending(), _delete)


def erase_rejected() -> int:
    """Erase the person behind each signature rejected KEEP_REJECTED ago. Return how many.

    May be repeated. The signatures stay rejected, so no count changes, and can no longer be
    published.
    """
    before = timezone.now() - settings.KEEP_REJECTED
    moved = Q(decisions__about=Decision.About.SIGNATURE)
    since = Coalesce(Max("decisions__decided_at", filter=moved), "attested_at", "signed_at")
    rejected = Signature.objects.filter(state=State.REJECTED).exclude(name="")
    old = rejected.annotate(since=since).filter(since__lt=before).values("pk")
    return in_chunks(rejected.filter(pk__in=old), _erase_rejected)


def in_chunks(signatures: SignatureQuerySet, act: Callable[[Sequence[Signature]], None]) -> int:
    """Call ``act`` for CHUNK signatures per transaction until the query is empty. Return how many.

    ``act`` must change the signatures so that ``signatures`` no longer selects them.
    """
    number = 0
    while True:
        with transaction.atomic():
            locked = signatures.order_by("pk").select_for_update(of=["self"])
            found = list(locked[:CHUNK])
            if not found:
                return number
            act(found)
        number += len(found)


def _delete(found: Sequence[Signature]) -> None:
    quotes.erase(found)
    Signature.objects.filter(pk__in=[each.pk for each in found]).delete()


def _erase_rejected(found: Sequence[Signature]) -> None:
    empty_fields(found)
    log_erasure(found, reason=f"{settings.KEEP_REJECTED.days} days after the decision")


def empty_fields(
    found: Sequence[Signature], *, when: When = When.SIGNATURE, **moved: object
) -> None:
    """Empty or delete each field as the registry says. ``moved`` has other fields to write.

    ``when`` is When.WITHHELD to erase only the identity, When.ADDRESSES for the address alone.
    """
    ids = [each.pk for each in found]
    if when != When.ADDRESSES:
        quotes.erase(found)
        claim_outcomes.tell_gone(ids)
    OutgoingMail.objects.unsent().filter(signature__in=ids).delete()
    # Links sent to a former address, which would work again when both addresses are empty.
    Token.objects.filter(signature__in=ids).exclude(email=F("signature__email")).delete()
    for each in personal_data.of_signatories(How.DELETE, when):
        _rows(each, ids).delete()
    blank: dict[str, object] = {}
    for each in personal_data.of_signatories(How.EMPTY, when):
        values = personal_data.empty(apps.get_model(each.model), each.names)
        if each.path == "pk":
            blank |= values
        else:
            _rows(each, ids).update(**values)
    Signature.objects.filter(pk__in=ids).update(**blank, **moved)


def _rows(personal: Personal, ids: Sequence[int]) -> QuerySet:
    return apps.get_model(personal.model).objects.filter(**{f"{personal.path}__in": ids})


def log_erasure(
    found: Sequence[Signature], *, reason: str, to_state: str = ERASED, by: User | None = None
) -> None:
    Decision.objects.bulk_create(
        Decision(
            signature=each,
            statement_id=each.statement_id,
            from_state=each.state,
            to_state=to_state,
            reason=reason,
            by=by,
        )
        for each in found
    )
