"""Number of matches of a search, and a page of them."""

import hashlib
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from signatures.forms.signatories import SearchForm
from signatures.models.searching import answered_within
from signatures.models.signature import SignatureQuerySet
from signatures.views import paging
from signatures.views.paging import Page

PATIENCE = timedelta(seconds=3)  # of the database for all queries of one search together


def find(form: SearchForm, listed: SignatureQuerySet, *, after: str, size: int) -> tuple[int, Page]:
    """Return the number of matches in ``listed``, and the page that the cursor points to.

    The number is 0 when everyone is asked for, and MANY + 1 for more than MANY where no tally
    has the exact one. The cache remembers for ten seconds that a word is common, because
    each page needs to know. Raises BadCursorError, and TooSlowError for a search that
    takes longer than PATIENCE, because it would hold up others.
    """
    found = form.narrow(listed)
    if not form.is_narrow or form.is_in_order:
        return form.total or 0, paging.page(*form.parts(listed, found), after=after, size=size)
    with answered_within(PATIENCE):
        return _matches(form, listed, found, after, size)


def _matches(
    form: SearchForm, listed: SignatureQuerySet, found: SignatureQuerySet, after: str, size: int
) -> tuple[int, Page]:
    asked = urlencode({"of": form.statement.pk, "wording": form.wording, **form.query}).encode()
    key = f"common-{hashlib.sha256(asked).hexdigest()}"
    common = form.total > paging.MOST_SORTED if form.total else caches["pages"].get(key)
    number, now, page = paging.page_of_matches(
        found, among=listed.order_by(*found.query.order_by), after=after, size=size, common=common
    )
    if now and common is None:
        caches["pages"].set(key, now, 5 * settings.PAGE_CACHE_TIMEOUT.total_seconds())
    return number if form.total is None else form.total, page
