"""Erasing the person behind a signature, as the registry of personal data says."""

from collections.abc import Callable, Sequence

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.privacy import erasures_file, quotes
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, OutgoingMail, Signature, User, personal_data
from signatures.models.personal_data import How, Personal
from signatures.models.signature import SignatureQuerySet

State = Signature.State
CHUNK = 500  # signatures erased in one transaction
ERASED = "erased"  # the state after, in the log, where it was not the signatory who withdrew


@transaction.atomic
def withdraw(
    signature: Signature, *, reason: str, to_state: str = State.WITHDRAWN, by: User | None = None
) -> bool:
    """Withdraw a signature in any state and erase its person; False if that is done already.

    The row stays for the tallies and the log. The same mailbox, or member, may sign again.
    """
    there = Signature.objects.select_for_update().exclude(name="")
    found = there.filter(pk=signature.pk).first()
    if found is None:
        return False
    is_counted = found.state != State.PENDING
    if is_counted:
        tallies.left(found)
    withdrawn = {"state": State.WITHDRAWN, "withdrawn_at": timezone.now()}
    _erase([found], **withdrawn, published_at=None, refusal="")
    erasures_file.note_erased(found)
    _log([found], reason=reason, to_state=to_state, by=by)
    if is_counted:
        found.refresh_from_db()
        tallies.entered(found)
    return True


@transaction.atomic
def erase(signature: Signature, *, reason: str, by: User | None = None) -> bool:
    """Withdraw a signature, or delete a pending one, for its owner; False if that is done already.

    The log has it either way.
    """
    if not delete_pending(Signature.objects.filter(pk=signature.pk)):
        return withdraw(signature, reason=reason, to_state=ERASED, by=by)
    erasures_file.note_erased(signature)
    audit_log.record(
        Decision.About.SIGNATURE,
        by=by,
        subject=f"signature {signature.pk}",
        statement=signature.statement,
        from_state=State.PENDING,
        to_state=ERASED,
        reason=reason,
    )
    return True


def delete_pending(pending: SignatureQuerySet) -> int:
    """Delete those of ``pending`` that are pending still, and what quotes them; return how many."""
    return _in_chunks(pending.pending(), _delete)


def erase_rejected() -> int:
    """Erase who was not accepted KEEP_REJECTED ago; return how many. Repeatable.

    Their signatures stay rejected, so no count changes; nothing can publish them any more.
    """
    before = timezone.now() - settings.KEEP_REJECTED
    moved = Q(decisions__about=Decision.About.SIGNATURE)
    since = Coalesce(Max("decisions__decided_at", filter=moved), "attested_at", "signed_at")
    rejected = Signature.objects.filter(state=State.REJECTED).exclude(name="")
    old = rejected.annotate(since=since).filter(since__lt=before).values("pk")
    return _in_chunks(rejected.filter(pk__in=old), _erase_rejected)


def _in_chunks(signatures: SignatureQuerySet, act: Callable[[Sequence[Signature]], None]) -> int:
    """Let ``act`` take ``signatures`` out of the query, CHUNK in a transaction; return how many."""
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
    quotes.forget(found)
    Signature.objects.filter(pk__in=[each.pk for each in found]).delete()


def _erase_rejected(found: Sequence[Signature]) -> None:
    _erase(found)
    _log(found, reason=f"{settings.KEEP_REJECTED.days} days after the decision")


def _erase(found: Sequence[Signature], **moved: object) -> None:
    """Do with each field of the registry what stands there; ``moved`` is written along."""
    ids = [each.pk for each in found]
    quotes.forget(found)
    OutgoingMail.objects.unsent().filter(signature__in=ids).delete()
    for each in personal_data.of_signatories(How.DELETE):
        _rows(each, ids).delete()
    blank: dict[str, object] = {}
    for each in personal_data.of_signatories(How.EMPTY):
        values = personal_data.empty(apps.get_model(each.model), each.names)
        if each.path == "pk":
            blank |= values
        else:
            _rows(each, ids).update(**values)
    Signature.objects.filter(pk__in=ids).update(**blank, **moved)


def _rows(personal: Personal, ids: Sequence[int]) -> QuerySet:
    return apps.get_model(personal.model).objects.filter(**{f"{personal.path}__in": ids})


def _log(
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


def reapply(lines: erasures_file.Lines) -> tuple[int, int]:
    """Erase again what the file of erasures says; return how many signatures and mailboxes.

    For after a restore. Repeatable: what is erased already is left alone.
    """
    found = list(erasures_file.signatures_in(lines))
    again = sum(erase(each, reason="erased before the database was restored") for each in found)
    return again, erasures_file.suppress_again(lines)
