"""Two people who sign one statement with one mailbox, where the statement allows it.

``Signature.mailbox`` has a mark for the second of them, so that the constraint that lets one
mailbox sign once lets two sign, and no third. Someone who signs again in the same name changes
nothing of the other one.
"""

from typing import Any

from django.db import connection

from signatures.models import Signature
from signatures.text import addresses, folding

# Two statements in one message: the second sees what was written while the first one waited.
WAIT_AND_READ = """
    SELECT pg_advisory_xact_lock(hashtextextended(%(lock)s, 0));
    SELECT mailbox, name, state FROM signatures_signature
    WHERE statement_id = %(statement)s AND mailbox = ANY(%(keys)s) ORDER BY signed_at
"""
LONGEST = 254 - len(addresses.SECOND)  # of the column


def key_of(name: str, mailbox: str, *, statement: int) -> str:
    """Return the ``Signature.mailbox`` that someone called ``name`` signs ``statement`` with.

    It is that of the signature in the same name, a free one, or that of a signature that no one
    has confirmed, so that a stranger cannot take both; otherwise the first. Call it in the
    transaction that writes the signature: others with this mailbox wait for its end.
    """
    if len(mailbox) > LONGEST:
        return mailbox
    keys = addresses.keys(mailbox)
    found = _there(mailbox, keys, statement)
    same = [key for key, there, _ in found if _folded(there) == _folded(name)]
    free = [key for key in keys if key not in {key for key, _, _ in found}]
    pending = [key for key, _, state in found if state == Signature.State.PENDING]
    return [*same, *free, *pending, mailbox][0]


def _folded(name: str) -> list[str]:
    return folding.words(name) or [folding.folded(name)]


def _there(mailbox: str, keys: list[str], statement: int) -> list[tuple[str, str, str]]:
    """Return key, name and state of the signatures with ``keys``, the oldest first."""
    asked: dict[str, Any] = {
        "lock": f"mailbox {mailbox} of {statement}",
        "keys": keys,
        "statement": statement,
    }
    with connection.cursor() as cursor:
        cursor.execute(WAIT_AND_READ, asked)
        cursor.nextset()
        return cursor.fetchall()
