"""How many signatures a search finds, and what follows for showing them."""

import hashlib
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from signatures.forms.signatories import SearchForm
from signatures.models.signature import SignatureQuerySet

MANY = 10_000  # matches are counted so far and no further
SOME = 1_000  # up to here counting is quick, and done each time


def number(form: SearchForm, found: SignatureQuerySet) -> int:
    """Return how many there are, MANY + 1 for more than MANY where no tally knows better.

    Many are counted once in ten seconds, for each of their pages says how many.
    """
    if form.total is not None:
        return form.total
    asked = urlencode({"of": form.statement.pk, **form.query}).encode()
    key = f"matches-{hashlib.sha256(asked).hexdigest()}"
    matches = caches["pages"].get(key)
    if matches is None:
        matches = found.order_by()[: MANY + 1].count()
        if matches > SOME:
            caches["pages"].set(key, matches, 5 * settings.PAGES_KEPT.total_seconds())
    return matches


def are_few(form: SearchForm, matches: int) -> bool:
    """Whether to sort all that is found, for want of an index that has it in order."""
    return form.is_narrow and not form.is_in_order and matches <= MANY
