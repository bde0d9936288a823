"""Notable signatories above the list, whose identity organizers have checked."""

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
    """One check that the person named really signed: how and on which day it was made."""

    how: str
    checked_on: date
    note: str = ""


@transaction.atomic
def add(
    signature: Signature, *, heading: NotableHeading, credit: str, check: Check, by: User
) -> Notable:
    """Place a signature at the end of ``heading``; it is shown while it is published.

    Raises StaleEditError if it is notable already, if it is not held or published with its
    name, or if the heading is gone.
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
    """Set the credit, and move ``notable`` to the end of ``heading`` if it has another one.

    May be repeated. Raises StaleEditError if notable or heading is gone.
    """
    order = notable_order.lock(heading.statement_id)
    before = Notable.objects.select_for_update(of=["self"]).select_related("heading", "signature")
    stored = before.filter(pk=notable.pk).first()
    if stored is None or heading.pk not in order:
        raise StaleEditError
    if stored.credit != credit:
        Notable.objects.filter(pk=stored.pk).update(credit=credit)
        _log(stored.signature, by, "its credit", "another credit")
    if stored.heading_id != heading.pk:
        last = len(order[heading.pk])
        Notable.objects.filter(pk=stored.pk).update(heading=heading, position=last)
        _log(stored.signature, by, str(stored.heading), str(heading))


@transaction.atomic
def note_check(notable: Notable, *, check: Check, by: User) -> None:
    """Record another check. Raises StaleEditError if the signature is no longer notable."""
    if not _lock(notable.signature) or not _is_notable(notable.signature):
        raise StaleEditError
    _note(notable.signature, check, by)


@transaction.atomic
def remove(notable: Notable, *, by: User) -> None:
    """Move a signature back to the list and delete its checks.

    Raises StaleEditError if it is no longer notable.
    """
    signature = notable.signature
    deleted, _ = Notable.objects.filter(signature=signature).delete()
    if not deleted:
        raise StaleEditError
    IdentityCheck.objects.filter(signature=signature).delete()
    _log(signature, by, f"notable, {notable.heading}", "not notable")


def _lock(signature: Signature, **still: object) -> bool:
    """Lock a signature, so that no one moves it meanwhile; False if ``still`` is not true."""
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
