"""Keyset pagination: a page begins next to a row, so each page costs as much as the first.

A cursor says only which row the page is next to, and in which direction. So an address can be
kept and shared: it leads to the same place even after that row has been withdrawn. Only the
site can read the time in a cursor.
"""

import base64
import binascii
import heapq
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan, Lookup

from signatures import tokens
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FAR = 2**52  # microseconds: the year 2112
LONGEST = 4_000  # characters; a name of 100 letters needs a few hundred
NEAR = 15_000  # rows; reading them takes about as long as sorting thousands of matches

# First byte of a cursor: its order, and whether the page ends or begins next to the row.
MARKS = {("published_at", False): b"n", ("published_at", True): b"N"}
MARKS |= {("name_key", False): b"a", ("name_key", True): b"A"}
MARKS |= {("signed_at", False): b"s", ("signed_at", True): b"S"}
MEANINGS = {mark: meaning for meaning, mark in MARKS.items()}


class BadCursorError(ValueError):
    """A cursor that was not made here, is for another order, or was damaged on the way."""


class Both(Func):
    """A pair of columns or values in brackets, which SQL compares as a row."""

    template = "(%(expressions)s)"
    output_field = TextField()  # any field will do, because nothing reads it


@dataclass(frozen=True)
class Page:
    """A page of rows, and the cursors of the pages on both sides; "" where there is none."""

    rows: list[Signature]
    previous: str
    next: str


# This query finds the rows once, up to a limit, both to count them and to sort them.
FEW = """
    WITH few (id, {field}, public_id) AS MATERIALIZED ({found})
    SELECT (SELECT count(*) FROM few), ARRAY(SELECT id FROM few {beyond}
        ORDER BY {field} {direction}, public_id {direction} LIMIT %s)
"""


def page(*parts: SignatureQuerySet, after: str, size: int) -> Page:
    """Return the page of ``size`` rows of all ``parts`` at the cursor, or the first for "".

    All parts have the same order: that of ``listed()``, ``by_name()`` or ``last_signed_first()``.
    Each is read along an index of that order. Raises BadCursorError.
    """
    field, rising = _order(parts[0])
    backward, key, public_id = _read(after, field) if after else (False, None, None)
    up = rising != backward
    found = []
    for part in parts:
        part = part.reverse() if backward else part
        part = part.filter(_beyond(field, key, public_id, up=up)) if public_id else part
        found.append(list(part[: size + 1]))
    rows = heapq.merge(*found, key=attrgetter(field, "public_id"), reverse=not up)
    return _page(list(islice(rows, size + 1)), field, after, size, backward=backward)


def page_of_few(
    signatures: SignatureQuerySet, *, after: str, size: int, most: int
) -> tuple[int, Page | None]:
    """Return how many ``signatures`` there are, and the same page as ``page`` would.

    If there are more than ``most``, return ``most`` + 1 and None. Reading along an index to find
    few rows could take the whole index. Raises BadCursorError.
    """
    field, rising = _order(signatures)
    backward, key, public_id = _read(after, field) if after else (False, None, None)
    up = rising != backward
    try:
        found = signatures.order_by().values_list("pk", field, "public_id")[: most + 1]
        sql, parameters = found.query.sql_with_params()
    except EmptyResultSet:
        return 0, Page([], "", "")
    query = FEW.format(
        found=sql,
        beyond=f"WHERE ({field}, public_id) {'>' if up else '<'} (%s, %s)" if after else "",
        field=field,
        direction="ASC" if up else "DESC",
    )
    with connection.cursor() as cursor:
        place: list[Any] = [key, public_id] if after else []
        cursor.execute(query, [*parameters, *place, size + 1])
        number, ids = cursor.fetchone()
    if number > most:
        return number, None
    return number, _page(_by_id(signatures, ids), field, after, size, backward=backward)


def page_of_many(
    found: SignatureQuerySet, *, among: SignatureQuerySet, after: str, size: int
) -> Page:
    """Return the same page as ``page``. It is fast where many of ``among`` are ``found``.

    ``found`` is ``among``, narrowed and in the same order. PostgreSQL cannot tell how many rows
    have a word in them, and often reads and sorts them all. So this looks at the next NEAR rows
    of ``among`` first. Raises BadCursorError.
    """
    field, rising = _order(found)
    backward, key, public_id = _read(after, field) if after else (False, None, None)
    near = among.reverse() if backward else among
    if public_id:
        near = near.filter(_beyond(field, key, public_id, up=rising != backward))
    columns = [each.attname for each in Signature._meta.concrete_fields]
    rows, place = near.values_list(*columns)[:NEAR].query.sql_with_params()
    query, parameters = found.order_by().values_list("pk")[: size + 1].query.sql_with_params()
    table = f'"{Signature._meta.db_table}"'
    # The subquery takes the table's name, so that the conditions of ``found`` apply to its rows.
    query = query.replace(f"FROM {table}", f"FROM ({rows}) AS {table}", 1)
    with connection.cursor() as cursor:
        cursor.execute(query, [*place, *parameters])
        ids = [each for (each,) in cursor.fetchall()]
    if len(ids) <= size:
        return page(found, after=after, size=size)
    return _page(_by_id(found, ids), field, after, size, backward=backward)


def _by_id(signatures: SignatureQuerySet, ids: list[int]) -> list[Signature]:
    """Return the ``signatures`` with these ids, in this order."""
    by_id = {each.pk: each for each in signatures.filter(pk__in=ids)} if ids else {}
    return [by_id[each] for each in ids if each in by_id]


def _page(rows: list[Signature], field: str, after: str, size: int, *, backward: bool) -> Page:
    """Return the page of ``rows``, which start at the cursor; an extra row means there are more."""
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
    first = str(signatures.query.order_by[0])  # the name of a field
    return first.lstrip("-"), not first.startswith("-")


def _beyond(field: str, key: object, public_id: uuid.UUID, *, up: bool) -> Lookup:
    """Compare both columns as one, so that the index can seek even among a million equal keys."""
    beyond = GreaterThan if up else LessThan
    return beyond(Both(F(field), F("public_id")), Both(Value(key), Value(public_id)))


def _write(field: str, signature: Signature, *, backward: bool) -> str:
    key = getattr(signature, field)
    if isinstance(key, datetime):  # as an integer, because a float is not exact
        mask, *_ = _masks(signature.public_id)
        key = (mask ^ (key - EPOCH) // MICROSECOND).to_bytes(8, "big")
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
            masked = int.from_bytes(key, "big")
            passed = _plausible(masked ^ mask for mask in _masks(public_id)) * MICROSECOND
            return backward, EPOCH + passed, public_id
        return backward, key, public_id
    except (binascii.Error, KeyError, ValueError, OverflowError) as error:
        raise BadCursorError from error


def _masks(public_id: uuid.UUID) -> Iterator[int]:
    """Yield the masks that hide a time for this row, by the present key and then by older ones.

    A time in a cursor has to be exact, so it is finer than the public may know.
    """
    for mask in tokens.fingerprints(public_id.hex, purpose="cursor"):
        yield int.from_bytes(mask[:8], "big")


def _plausible(times: Iterator[int]) -> int:
    """Return the first plausible time, in microseconds. A wrong mask leaves high bits set."""
    found = next((each for each in times if each < FAR), None)
    if found is None:
        raise BadCursorError
    return found
