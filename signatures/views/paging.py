"""Pages of a list by keyset: a page begins beside a row, so it costs what the first did.

A cursor says beside which row and in which direction, and nothing else, so that an address
can be kept and passed on: it leads to the same place after that row has been withdrawn.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Func, OrderBy, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan, Lookup

from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 4_000  # characters; a name of 100 letters needs some hundred

# First byte of a cursor: the order it is of, and whether the page ends or begins beside it.
MARKS = {("published_at", False): b"n", ("published_at", True): b"N"}
MARKS |= {("name_key", False): b"a", ("name_key", True): b"A"}
MARKS |= {("signed_at", False): b"s", ("signed_at", True): b"S"}
MEANINGS = {mark: meaning for meaning, mark in MARKS.items()}


class BadCursorError(ValueError):
    """``after`` was not made here, or for another order, or was damaged on the way."""


class Both(Func):
    """Two columns or values in brackets: a row, as SQL compares them."""

    template = "(%(expressions)s)"
    output_field = TextField()  # whatever it is, nothing reads it


@dataclass(frozen=True)
class Page:
    """Rows, and the cursors of the pages on both sides; "" where there is none."""

    rows: list[Signature]
    previous: str
    next: str


def page(signatures: SignatureQuerySet, *, after: str, size: int, are_few: bool = False) -> Page:
    """Return the ``size`` rows of ``signatures`` that the cursor stands for, the first ones for "".

    ``signatures`` is in the order of ``listed()``, ``by_name()`` or ``last_signed_first()``.
    When they ``are_few`` all of them are found and then sorted: to meet a page of few on a
    walk along the index could take the whole of it. Raises BadCursorError.
    """
    field, rising = _order(signatures)
    backward, key, public_id = _read(after, field) if after else (False, None, None)
    if are_few:
        signatures = signatures.order_by(*_sorted(field, up=rising))
    if backward:
        signatures = signatures.reverse()
    if after:
        signatures = signatures.filter(_beyond(field, key, public_id, up=rising != backward))
    rows = list(signatures[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    before, beyond = (more, True) if backward else (bool(after), more)
    return Page(
        rows,
        _write(field, rows[0], backward=True) if before and rows else "",
        _write(field, rows[-1], backward=False) if beyond and rows else "",
    )


def _order(signatures: SignatureQuerySet) -> tuple[str, bool]:
    """Return the field the rows are ordered by, and whether it rises."""
    first = signatures.query.order_by[0]
    return first.lstrip("-"), not first.startswith("-")


def _sorted(field: str, *, up: bool) -> list[OrderBy]:
    """The same order in words that no index is in, so that PostgreSQL has to sort."""
    return [OrderBy(Coalesce(F(name), F(name)), descending=not up) for name in (field, "public_id")]


def _beyond(field: str, key: object, public_id: uuid.UUID, *, up: bool) -> Lookup:
    """Compare both columns as one, which the index can seek to even among a million equal keys."""
    beyond = GreaterThan if up else LessThan
    return beyond(Both(F(field), F("public_id")), Both(Value(key), Value(public_id)))


def _write(field: str, signature: Signature, *, backward: bool) -> str:
    key = getattr(signature, field)
    if isinstance(key, datetime):
        key = ((key - EPOCH) // MICROSECOND).to_bytes(8, "big")  # exact, as a float is not
    raw = MARKS[field, backward] + signature.public_id.bytes + bytes(key)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(cursor: str, field: str) -> tuple[bool, object, uuid.UUID]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        raw = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        of, backward = MEANINGS[raw[:1]]
        public_id, key = uuid.UUID(bytes=raw[1:17]), raw[17:]
        if of != field or len(cursor) > LONGEST:
            raise BadCursorError
        if field != "name_key":
            key = EPOCH + int.from_bytes(key, "big") * MICROSECOND
        return backward, key, public_id
    except (binascii.Error, KeyError, ValueError, OverflowError) as error:
        raise BadCursorError from error
