from datetime import timedelta

import pytest
from django.core.cache import caches

from letter_site.cache import PageCache


@pytest.fixture(autouse=True)
def _no_page_is_cached(settings):
    """Pages are made afresh, as in a transaction that is never committed nothing renews them."""
    settings.PAGES_KEPT = timedelta(0)
    PageCache._again_at = 0.0
    caches["pages"].clear()
