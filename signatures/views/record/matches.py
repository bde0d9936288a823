"""Number of matches of a search, and a page of them."""

import hashlib
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from signatures.forms.signatories import SearchForm
from signatures.models.signature import SignatureQuerySet
from signatures.views import paging
from signatures.views.paging import Page

MANY = 10_000  # matches are not counted beyond this


def find(form: SearchForm, found: SignatureQuerySet, *, after: str, size: int) -> tuple[int, Page]:
    """Return the number of ``found``, and the page of them that the cursor points to.

    The number is 0 when everyone is asked for, and MANY + 1 for more than MANY where no tally
    has the exact one. The cache remembers for ten seconds that there are more than MANY,
    because each page needs to know. Raises BadCursorError.
    """
    if not form.is_narrow or form.is_in_order:
        return form.total or 0, paging.page(*form.parts(found), after=after, size=size)
    asked = urlencode({"of": form.statement.pk, "wording": form.wording, **form.query}).encode()
    key = f"many-{hashlib.sha256(asked).hexdigest()}"
    number, page = MANY + 1, None
    if (form.total or 0) <= MANY and not caches["pages"].get(key):
        number, page = paging.page_of_few(found, after=after, size=size, most=MANY)
    if page is None:
        caches["pages"].set(key, True, 5 * settings.PAGES_KEPT.total_seconds())
        page = paging.page(found, after=after, size=size)
    return number if form.total is None else form.total, page
