"""Who stands above the list: only whose identity organizers have checked, and noted how."""

import dataclasses
from datetime import date

from django.db import transaction

from signatures.actions.notables import order as notable_order
from signatures.errors import StaleEditError
from signatures.models import IdentityCheck, Notable, NotableHeading, Signature, User

NAMED = [Signature.Display.FULL, Signature.Display.NAME]
MARKABLE = {"state__in": [Signature.State.HELD, Signature.State.PUBLISHED], "display__in": NAMED}


@dataclasses.dataclass(frozen=True)
class Check:
    """How, and on which day, organizers found out that it was the person named who signed."""

    how: str
    checked_on: date
    note: str = ""


@transaction.atomic
def add(
    signature: Signature, *, heading: NotableHeading, credit: str, check: Check, by: User
) -> Notable:
    """Place a signature at the end of ``heading``; it is shown while it is published.

    Raises StaleEditError when it is a notable one already, when it is neither held nor
    published with a name, or when the heading is gone.
    """
    order = notable_order.lock(heading.statement_id)
    is_there = _lock(signature, **MARKABLE)
    if heading.pk not in order or not is_there or _is_notable(signature):
        raise StaleEditError
    notable = Notable.objects.create(
        signature=signature, heading=heading, credit=credit, position=len(order[heading.pk])
    )
    _note(signature, check, by)
    _log(signature, by, "", f"notable, {heading}")
    return notable


@transaction.atomic
def change(notable: Notable, *, heading: NotableHeading, credit: str, by: User) -> None:
    """Word the credit, and bring it to the end of another heading; nothing when it is so already.

    Raises StaleEditError when notable or heading is gone.
    """
    order = notable_order.lock(heading.statement_id)
    before = Notable.objects.select_for_update(of=["self"]).select_related("heading", "signature")
    notable = before.filter(pk=notable.pk).first()
    if notable is None or heading.pk not in order:
        raise StaleEditError
    if notable.credit != credit:
        Notable.objects.filter(pk=notable.pk).update(credit=credit)
        _log(notable.signature, by, "its credit", "another credit")
    if notable.heading_id != heading.pk:
        last = len(order[heading.pk])
        Notable.objects.filter(pk=notable.pk).update(heading=heading, position=last)
        _log(notable.signature, by, str(notable.heading), str(heading))


@transaction.atomic
def note_check(notable: Notable, *, check: Check, by: User) -> None:
    """Note one more check. Raises StaleEditError when it is no notable any more."""
    if not _lock(notable.signature) or not _is_notable(notable.signature):
        raise StaleEditError
    _note(notable.signature, check, by)


@transaction.atomic
def remove(notable: Notable, *, by: User) -> None:
    """Leave the signature to the list, without its checks. Raises StaleEditError if it is."""
    signature = notable.signature
    deleted, _ = Notable.objects.filter(signature=signature).delete()
    if not deleted:
        raise StaleEditError
    IdentityCheck.objects.filter(signature=signature).delete()
    _log(signature, by, f"notable, {notable.heading}", "not notable")


def _lock(signature: Signature, **still: object) -> bool:
    """Let nobody withdraw or move it until this is done; False when it is not so any more."""
    there = Signature.objects.select_for_update().filter(pk=signature.pk, **still)
    return there.first() is not None


def _is_notable(signature: Signature) -> bool:
    return Notable.objects.filter(signature=signature).exists()


def _note(signature: Signature, check: Check, by: User) -> None:
    IdentityCheck.objects.create(signature=signature, by=by, **dataclasses.asdict(check))
    _log(signature, by, "", f"identity checked, {check.how}, {check.checked_on}")


def _log(signature: Signature, by: User, before: str, after: str) -> None:
    who = str(signature.public_id)
    notable_order.log_change(signature.statement, by, who, before, after)
