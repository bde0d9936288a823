"""Erasure of people who wrote in, because they cannot use the link in an e-mail."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from signatures.actions.privacy import erase, withheld
from signatures.models import Signature, Statement, User
from signatures.text import addresses

MOST = 100  # signatures, far more than one person has


def find(typed: str) -> list[Signature]:
    """Return the signatures of an address or a name, on all statements. Writes nothing.

    A name must be the whole name, in capital or small letters. Names that organizers imported are
    found too, and by their address signatures whose name is erased already.
    """
    there = Signature.objects.standing().select_related("statement").order_by("pk")
    if "@" not in typed:
        return list(there.filter(name__iexact=" ".join(typed.split())).exclude(name="")[:MOST])
    everywhere = list(Statement.objects.values_list("pk", flat=True))
    both = addresses.keys(addresses.mailbox(typed))
    same = there.filter(statement__in=everywhere, mailbox__in=both)
    return [*same[:MOST], *withheld.find(typed)]


def erase_chosen(chosen: Collection[UUID], *, by: User, reason: str) -> int:
    """Erase the people behind these signatures, as if they had withdrawn. Return how many.

    The log names who did it and why, not the person. May be repeated.
    """
    found = Signature.objects.standing().filter(public_id__in=chosen)
    return sum(_erase(each, by, reason) for each in found.select_related("statement"))


@transaction.atomic
def _erase(signature: Signature, by: User, reason: str) -> bool:
    return erase.erase(signature, reason=reason, by=by)
