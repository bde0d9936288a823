"""Number of matches of a search, and a page of them."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from signatures.forms.signatories import SearchForm
from signatures.models import Signature
from signatures.models.compiled import CompiledQuery
from signatures.models.searching import answered_within
from signatures.models.signature import SignatureQuerySet
from signatures.views import paging
from signatures.views.paging import Page, Place

PATIENCE = timedelta(seconds=3)  # of the database for all queries of one search together


# Signatures of a list by their ids. The order is that of the ids.
LISTED = CompiledQuery(
    lambda ids: (
        Signature.objects.filter(state=Signature.State.PUBLISHED, pk__any_of=ids)
        .in_list_order()
        .order_by()
    )
)


def find(form: SearchForm, listed: SignatureQuerySet, *, after: str, size: int) -> tuple[int, Page]:
    """Return the number of matches in ``listed``, and the page that the cursor points to.

    The number is 0 when everyone is asked for, and MANY + 1 for more than MANY where no tally
    has the exact one. The cache remembers for ten seconds that a word is common, because
    each page needs to know. Raises BadCursorError, and TooSlowError for a search that
    takes longer than PATIENCE, because it would hold up others.
    """
    found = form.narrow(listed)
    if not form.is_narrow and not found.query.is_empty():
        return 0, _page_of_all(form, found, after, size)
    if not form.is_narrow or form.is_in_order:
        return form.total or 0, paging.page(*form.parts(listed, found), after=after, size=size)
    with answered_within(PATIENCE):
        return _matches(form, listed, found, after, size)


def _page_of_all(form: SearchForm, found: SignatureQuerySet, after: str, size: int) -> Page:
    """Return a page of everyone, which most readers ask for, by a query whose SQL is made once."""
    place = Place.read(found, after)
    key, public_id = place.key or (None, None)
    shape = replace(place, key=("key", "public_id") if place.key else ())
    rows = _rows(shape, size + 1, of_wording=form.wording is not None)
    of = {"statement": form.statement.pk, "wording": form.wording}
    return paging.cut(rows.all(**of, key=key, public_id=public_id), place, size)


@cache
def _rows(shape: Place, number: int, *, of_wording: bool) -> CompiledQuery[Signature]:
    """Return the query for the rows from a place of this ``shape`` on."""

    def make(statement: Any, wording: Any, key: Any, public_id: Any) -> SignatureQuerySet:
        found = Signature.objects.filter(state=Signature.State.PUBLISHED, statement=statement)
        found = found.filter(wording=wording) if of_wording else found
        found = found.in_list_order()
        found = found.by_name() if shape.field == "name_key" else found
        place = replace(shape, key=(key.value, public_id.value) if shape.key else ())
        return place.beyond(found.reverse() if shape.backward else found)[:number]

    return CompiledQuery(make)


def _matches(
    form: SearchForm, listed: SignatureQuerySet, found: SignatureQuerySet, after: str, size: int
) -> tuple[int, Page]:
    asked = urlencode({"of": form.statement.pk, "wording": form.wording, **form.query}).encode()
    key = f"common-{hashlib.sha256(asked).hexdigest()}"
    common = form.total > paging.MOST_SORTED if form.total else caches["pages"].get(key)
    number, now, page = paging.page_of_matches(
        found,
        among=listed.order_by(*found.query.order_by),
        after=after,
        size=size,
        fetch=lambda ids: LISTED.all(ids=ids),
        common=common,
    )
    if now and common is None:
        caches["pages"].set(key, now, 5 * settings.PAGE_CACHE_TIMEOUT.total_seconds())
    return number if form.total is None else form.total, page
