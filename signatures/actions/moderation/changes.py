"""Decisions of organizers on changes that signatories ask for. See actions/signing/changing.py."""

from enum import Enum, auto

from django.db import transaction
from django.db.models import QuerySet

from signatures.actions.record_keeping import audit_log
from signatures.actions.signing import changing
from signatures.models import (
    EntryChange,
    HoldReason,
    OutgoingMail,
    Signature,
    Statement,
    User,
)


class Result(Enum):
    DONE = auto()
    NEEDS_ANOTHER = auto()
    GONE = auto()


def waiting(statement: Statement) -> QuerySet[EntryChange]:
    """Return the changes of a statement that wait for review, oldest first."""
    of_statement = EntryChange.objects.filter(signature__statement=statement)
    related = ["signature__occupation", "occupation", "accepted_by"]
    return of_statement.select_related(*related).order_by("asked_at", "pk")


@transaction.atomic
def accept(signature: Signature, *, seen: int, by: User) -> Result:
    """Put the new entry in place of the old one.

    ``seen`` is the revision of the change that was on the page (``revision``): the signatory may
    have asked for another one since, and then the result is GONE. A name that resembles one on
    the watch list needs two organizers. May be repeated.
    """
    found = _locked(signature, seen)
    if found is None:
        return Result.GONE
    row, change = found
    if HoldReason.WATCHED_NAME in change.reasons and change.accepted_by_id in (None, by.pk):
        if change.accepted_by_id is None:
            change.accepted_by = by
            change.save(update_fields=["accepted_by"])
            _log(row, by=by, after="new entry accepted by the first of two organizers")
        return Result.NEEDS_ANOTHER
    entry = changing.entry_of(change)
    change.delete()
    changing.apply(row, entry, reason="accepted a change asked for by the signatory", by=by)
    return Result.DONE


@transaction.atomic
def refuse(signature: Signature, *, seen: int, by: User) -> Result:
    """Keep the old entry and delete the change. ``seen`` is as in ``accept``."""
    found = _locked(signature, seen)
    if found is None:
        return Result.GONE
    row, change = found
    change.delete()
    changing.tell(row, OutgoingMail.Kind.NOT_CHANGED)
    _log(row, by=by, after="new entry not accepted")
    return Result.DONE


def revision(change: EntryChange) -> int:
    """Return a number that differs between changes of one signature: microseconds of asking."""
    return int(change.asked_at.timestamp() * 1_000_000)


def _locked(signature: Signature, seen: int) -> tuple[Signature, EntryChange] | None:
    there = Signature.objects.select_for_update(of=["self"]).select_related("statement")
    row = there.get(pk=signature.pk)
    change = EntryChange.objects.filter(signature=row).select_related("occupation").first()
    if change is None or revision(change) != seen or row.state not in changing.CHANGEABLE:
        return None
    return row, change


def _log(signature: Signature, *, by: User, after: str) -> None:
    audit_log.record_of(
        signature,
        by=by,
        to_state=after,
        reason="a change asked for by the signatory",
    )
