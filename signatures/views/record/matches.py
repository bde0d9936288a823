"""How many signatures a search finds, and a page of them."""

import hashlib
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from signatures.forms.signatories import SearchForm
from signatures.models.signature import SignatureQuerySet
from signatures.views import paging
from signatures.views.paging import Page

MANY = 10_000  # matches are counted so far and no further


def find(form: SearchForm, found: SignatureQuerySet, *, after: str, size: int) -> tuple[int, Page]:
    """Return how many ``found`` are, and the page of them that the cursor stands for.

    0 when everybody is asked for; MANY + 1 for more than MANY where no tally knows better.
    That there are many is known for ten seconds, for it is asked of each of their pages.
    Raises BadCursorError.
    """
    if not form.is_narrow or form.is_in_order:
        return form.total or 0, paging.page(*form.parts(found), after=after, size=size)
    asked = urlencode({"of": form.statement.pk, **form.query}).encode()
    key = f"many-{hashlib.sha256(asked).hexdigest()}"
    number, page = MANY + 1, None
    if (form.total or 0) <= MANY and not caches["pages"].get(key):
        number, page = paging.page_of_few(found, after=after, size=size, most=MANY)
    if page is None:
        caches["pages"].set(key, True, 5 * settings.PAGES_KEPT.total_seconds())
        page = paging.page(found, after=after, size=size)
    return number if form.total is None else form.total, page
