"""Two people who sign one statement with one mailbox, where the statement allows it.

``Signature.mailbox`` has a mark for the second of them, so that the constraint that lets one
mailbox sign once lets two sign, and no third. Someone who signs again in the same name changes
nothing of the other one.
"""

from django.db import connection

from signatures.models import Signature
from signatures.text import addresses, folding

LONGEST = 254 - len(addresses.SECOND)  # of the column


def key_of(name: str, mailbox: str, *, statement: int) -> str:
    """Return the ``Signature.mailbox`` that someone called ``name`` signs ``statement`` with.

    It is that of the signature in the same name, a free one, or that of a signature that no one
    has confirmed, so that a stranger cannot take both; otherwise the first. Call it in the
    transaction that writes the signature: others with this mailbox wait for its end.
    """
    if len(mailbox) > LONGEST:
        return mailbox
    _wait_for_others(mailbox, statement)
    keys = addresses.keys(mailbox)
    there = Signature.objects.filter(statement=statement, mailbox__in=keys)
    found = {each.mailbox: each for each in there.only("mailbox", "name", "state", "signed_at")}
    same = [key for key, each in found.items() if _folded(each.name) == _folded(name)]
    free = [key for key in keys if key not in found]
    pending = [key for key, each in found.items() if each.state == Signature.State.PENDING]
    oldest_first = sorted(pending, key=lambda key: found[key].signed_at)
    return [*same, *free, *oldest_first, mailbox][0]


def _folded(name: str) -> list[str]:
    return folding.words(name) or [folding.folded(name)]


def _wait_for_others(mailbox: str, statement: int) -> None:
    with connection.cursor() as cursor:
        lock = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
        cursor.execute(lock, [f"mailbox {mailbox} of {statement}"])
