"""The file of erasures: keyed hashes of what was erased, to be erased again after a restore.

A dump of the database contains people who have withdrawn since. This file is outside the database
(settings.ERASURES_FILE) and only grows. The transaction that erases first writes each line as a
row. The worker appends it to the file and then deletes the row. A worker killed in between writes
the line twice, which is harmless.

A line names a signature by a hash of its public id, not of its address: someone who withdrew and
signed again has another signature, which stays. The file also lists mailboxes that must get no
e-mails, by the hash in the database.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures import tokens
from signatures.models import Erasure, IdentityClaim, Signature, Statement, Suppression

CHUNK = 1_000  # lines written at once
ERASED, SUPPRESSED, ALLOWED = "erased", "suppressed", "allowed"
NEW_ADDRESS, CLAIM_ERASED = "new_address", "claim_erased"


class Lines(NamedTuple):
    """The content of the file. ``strange`` counts lines under keys that are not set.

    ``erased`` are signatures, ``claims`` reports. ``moved`` are signatures whose address was
    replaced, each with the hash of the one it has now.
    """

    erased: dict[str, set[str]]  # hashes by the id of their key
    suppressed: list[dict[str, Any]]
    strange: int
    unreadable: int
    moved: dict[str, dict[str, str]]
    claims: dict[str, set[str]]


def note_erased(signature: Signature) -> None:
    """Record that ``signature`` is erased, for after a restore. Call it in the same transaction."""
    _note(ERASED, tokens.fingerprint(str(signature.public_id), purpose="erasure"))


def note_new_address(signature: Signature) -> None:
    """Record which address ``signature`` has now: a dump from before has the former one."""
    _note(
        NEW_ADDRESS,
        tokens.fingerprint(str(signature.public_id), purpose="erasure"),
        now=address_hash(signature).hex(),
    )


def address_hash(signature: Signature, key: str | None = None) -> bytes:
    address = f"{signature.public_id} {signature.mailbox}"
    return tokens.fingerprint(address, purpose="new address", key=key)


def note_claim_erased(claim: IdentityClaim) -> None:
    """Record that a report by someone named on a list is erased."""
    _note(CLAIM_ERASED, tokens.fingerprint(str(claim.public_id), purpose="erasure"))


def note_suppressed(suppression: Suppression) -> None:
    """Record that a mailbox must get no e-mails, for after a restore."""
    _note(
        SUPPRESSED,
        bytes(suppression.mailbox_hash),
        statement=suppression.statement_id,
        since=since(suppression.statement),
        reason=suppression.reason,
    )


def note_allowed(suppression: Suppression) -> None:
    """Record that a mailbox may get e-mails again: a restore does not suppress it."""
    _note(ALLOWED, bytes(suppression.mailbox_hash), statement=suppression.statement_id)


def _note(what: str, sha256: bytes, **more: object) -> None:
    line = {"what": what, "key": tokens.key_id(), "hash": sha256.hex(), **more}
    Erasure.objects.create(line=json.dumps({**line, "at": timezone.now().isoformat()}))


def since(statement: Statement | None) -> str:
    """Return the creation time of a statement, which tells it from a later one with its id."""
    return statement.created_at.isoformat() if statement else ""


def write() -> int:
    """Append all waiting lines to the file and return how many. May run several times at once.

    Raises OSError when the file cannot be written. The lines then wait.
    """
    written = 0
    while number := _write_chunk():
        written += number
    return written


def make() -> None:
    """Make an empty file if there is none, on a site that no one has left yet.

    Only a backup does this: on a new machine, a restore must find that the file is missing.
    """
    if not settings.ERASURES_FILE.exists():
        _append("")


@transaction.atomic
def _write_chunk() -> int:
    waiting = Erasure.objects.select_for_update(skip_locked=True).order_by("pk")
    rows = list(waiting[:CHUNK])
    if rows:
        _append("".join(f"{each.line}\n" for each in rows))
        Erasure.objects.filter(pk__in=[each.pk for each in rows]).delete()
    return len(rows)


def _append(lines: str) -> None:
    """Append ``lines``, even after an incomplete line. Return once they are on the disk."""
    path = settings.ERASURES_FILE
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if size := file.seek(0, os.SEEK_END):
            file.seek(size - 1)
            lines = lines if file.read(1) == b"\n" else f"\n{lines}"
        content = lines.encode()
        while content:
            content = content[file.write(content) :]
        os.fsync(file)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def read() -> Lines:
    """Return the content of the file. Raises FileNotFoundError."""
    known = tokens.known_keys()
    found = Lines({}, [], 0, 0, {}, {})
    hashes = {ERASED: found.erased, CLAIM_ERASED: found.claims}
    strange = unreadable = 0
    for line in _parsed():
        if line is None:
            unreadable += 1
        elif line["key"] not in known:
            strange += 1
        elif line["what"] in hashes:
            hashes[line["what"]].setdefault(line["key"], set()).add(line["hash"])
        elif line["what"] == NEW_ADDRESS:
            found.moved.setdefault(line["key"], {})[line["hash"]] = line["now"]
        elif line["what"] == ALLOWED:
            which = (line["hash"], line["statement"])
            kept = [e for e in found.suppressed if (e["hash"], e["statement"]) != which]
            found.suppressed[:] = kept
        else:
            found.suppressed.append(line)
    return found._replace(strange=strange, unreadable=unreadable)


def _parsed() -> Iterator[dict[str, Any] | None]:
    """Yield each line, and None for one that is incomplete because its writer was killed."""
    with settings.ERASURES_FILE.open(encoding="utf-8", errors="replace") as file:
        for text in filter(str.strip, file):
            try:
                line = json.loads(text)
                yield line if {"what", "key", "hash"} <= line.keys() else None
            except (ValueError, AttributeError):
                yield None
