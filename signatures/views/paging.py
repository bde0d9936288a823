"""Keyset pagination: a page begins next to a row, so each page costs as much as the first.

A cursor says only which row the page is next to, and in which direction. So a shared address
leads to the same place even after that row was withdrawn. Only the site can read the time in it.
"""

import base64
import binascii
import heapq
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan

from signatures import tokens
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FAR = 2**52  # microseconds: the year 2112
LONGEST = 4_000  # characters; a name of 100 letters needs a few hundred
MANY = 1_000  # matches of a search are not counted beyond this, on any page and in the API
MOST_SORTED = 8_000  # matches that are all read and sorted; so many take about 25 ms
NEAR = 15_000  # rows of an index that are at least read for more matches; they take about 15 ms
MOST_SORTED_LATE = 20_000  # matches that are sorted, where most are far from the place asked for
FARTHER = 16  # how many times more rows are read each time, if those were too few

# First byte of a cursor: its order, and whether the page ends or begins next to the row.
MARKS = {("published_at", False): b"n", ("published_at", True): b"N"}
MARKS |= {("name_key", False): b"a", ("name_key", True): b"A"}
MARKS |= {("signed_at", False): b"s", ("signed_at", True): b"S"}
MEANINGS = {mark: meaning for meaning, mark in MARKS.items()}


class BadCursorError(ValueError):
    """A cursor that was not made here, is for another order, or was damaged on the way."""


class RowPair(Func):
    """A pair of columns or values in brackets, which SQL compares as a row."""

    template = "(%(expressions)s)"
    output_field = TextField()  # any field will do, because nothing reads it


@dataclass(frozen=True)
class Place:
    """Where a page begins: next to the row of a cursor, or at the beginning of an order."""

    field: str
    up: bool
    backward: bool = False
    key: tuple[Any, ...] = ()  # of the row: its value of ``field`` and its public id

    @classmethod
    def read(cls, signatures: SignatureQuerySet, after: str) -> "Place":
        """Return the place of the cursor ``after``, "" for the beginning. Raises BadCursorError."""
        first = str(signatures.query.order_by[0])  # the name of a field
        field, rising = first.lstrip("-"), not first.startswith("-")
        if not after:
            return cls(field, rising)
        backward, key, public_id = _read(after, field)
        return cls(field, rising != backward, backward, (key, public_id))

    def beyond(self, signatures: SignatureQuerySet) -> SignatureQuerySet:
        """Keep those beyond the row."""
        if not self.key:
            return signatures
        # Both columns are compared as one, so that the index can seek among a million equal keys.
        compared = RowPair(F(self.field), F("public_id")), RowPair(*map(Value, self.key))
        return signatures.filter((GreaterThan if self.up else LessThan)(*compared))


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
    place = Place.read(parts[0], after)
    ordered = (part.reverse() if place.backward else part for part in parts)
    found = [list(place.beyond(part)[: size + 1]) for part in ordered]
    rows = heapq.merge(*found, key=attrgetter(place.field, "public_id"), reverse=not place.up)
    return cut(list(islice(rows, size + 1)), place, size)


def page_of_matches(
    found: SignatureQuerySet,
    *,
    among: SignatureQuerySet,
    after: str,
    size: int,
    fetch: Callable[[list[int]], Iterable[Signature]],
    common: bool | None = None,
) -> tuple[int, bool, Page]:
    """Return how many are ``found``, whether they are too many to sort, and the same ``page``.

    ``found`` is ``among``, narrowed and in the same order. The number is MANY + 1 for more than
    MANY. A caller who asks again can pass whether they are ``common``, too many to sort. PostgreSQL
    cannot tell how many rows have a word in them, so this decides how to find them. ``fetch``
    returns the signatures with these ids that are still ``among`` them. Raises BadCursorError.
    """
    place = Place.read(found, after)
    number, ids = MANY + 1, None
    if common is None:
        common = found.are_surely_over(MANY)
    if not common:
        number, ids = _few(found, place, size, most=MOST_SORTED)
        common = number > MOST_SORTED
    if common:
        ids = _of_many(found, among, place, size)
    if ids is None:
        return MANY + 1, common, page(found, after=after, size=size)
    by_id = {each.pk: each for each in fetch(ids)} if ids else {}
    rows = [by_id[each] for each in ids if each in by_id]
    return min(number, MANY + 1), common, cut(rows, place, size)


def _of_many(
    found: SignatureQuerySet, among: SignatureQuerySet, place: Place, size: int
) -> list[int] | None:
    """Return the ids of a page of matches that are too many to sort; None if they are far apart."""
    enough = 2 * size * found.rows_of_table() // MOST_SORTED  # for two pages, if spread evenly
    if ids := _near(found, among, place, size, rows=max(NEAR, enough)):
        return ids
    number, ids = _few(found, place, size, most=MOST_SORTED_LATE)
    if number <= MOST_SORTED_LATE:
        return ids
    tried = (_near(found, among, place, size, rows=NEAR * FARTHER**n) for n in (1, 2, 3))
    return next(filter(None, tried), None)


def _few(found: SignatureQuerySet, place: Place, size: int, *, most: int) -> tuple[int, list[int]]:
    """Return how many are ``found``, at most ``most`` + 1, and the ids from ``place`` on."""
    try:
        rows = found.order_by().values_list("pk", place.field, "public_id")[: most + 1]
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0, []
    query = FEW.format(
        found=sql,
        beyond=f"WHERE ({place.field}, public_id) {'>' if place.up else '<'} (%s, %s)"
        if place.key
        else "",
        field=place.field,
        direction="ASC" if place.up else "DESC",
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, *place.key, size + 1])
        number, ids = cursor.fetchone()
    return number, ids


def _near(
    found: SignatureQuerySet, among: SignatureQuerySet, place: Place, size: int, *, rows: int
) -> list[int] | None:
    """Return ids of those ``found`` in the next ``rows``; None if they do not fill a page."""
    near = place.beyond(among.reverse() if place.backward else among)
    columns = [each.attname for each in Signature._meta.concrete_fields]
    inner, first = near.values_list(*columns)[:rows].query.sql_with_params()
    query, parameters = found.order_by().values_list("pk")[: size + 1].query.sql_with_params()
    table = f'"{Signature._meta.db_table}"'
    # The subquery takes the table's name, so that the conditions of ``found`` apply to its rows.
    query = query.replace(f"FROM {table}", f"FROM ({inner}) AS {table}", 1)
    with connection.cursor() as cursor:
        cursor.execute(query, [*first, *parameters])
        ids = [each for (each,) in cursor.fetchall()]
    return ids if len(ids) > size else None


def cut(rows: list[Signature], place: Place, size: int) -> Page:
    """Return the page of ``rows``, which start at the cursor; an extra row means there are more."""
    more, rows = len(rows) > size, rows[:size]
    if place.backward:
        rows.reverse()
    before, beyond = (more, True) if place.backward else (bool(place.key), more)
    return Page(
        rows,
        _write(place.field, rows[0], backward=True) if before and rows else "",
        _write(place.field, rows[-1], backward=False) if beyond and rows else "",
    )


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
