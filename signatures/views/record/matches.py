"""Number of matches of a search, and a page of them."""

import hashlib
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from signatures.forms.signatories import SearchForm
from signatures.models.signature import SignatureQuerySet
from signatures.views import paging
from signatures.views.paging import Page

MANY = 5_000  # matches are not counted beyond this


def find(form: SearchForm, listed: SignatureQuerySet, *, after: str, size: int) -> tuple[int, Page]:
    """Return the number of matches in ``listed``, and the page that the cursor points to.

    The number is 0 when everyone is asked for, and MANY + 1 for more than MANY where no tally
    has the exact one. The cache remembers for ten seconds that there are more than MANY,
    because each page needs to know. Raises BadCursorError.
    """
    found = form.narrow(listed)
    if not form.is_narrow or form.is_in_order:
        return form.total or 0, paging.page(*form.parts(found), after=after, size=size)
    asked = urlencode({"of": form.statement.pk, "wording": form.wording, **form.query}).encode()
    key = f"many-{hashlib.sha256(asked).hexdigest()}"
    number, page = MANY + 1, None
    if (form.total or 0) <= MANY and not caches["pages"].get(key):
        number, page = paging.page_of_few(found, after=after, size=size, most=MANY)
    if page is None:
        caches["pages"].set(key, True, 5 * settings.PAGES_KEPT.total_seconds())
        among = listed.order_by(*found.query.order_by)
        page = paging.page_of_many(found, among=among, after=after, size=size)
    return number if form.total is None else form.total, page
