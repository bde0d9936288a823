"""Settings of the benchmark without a page cache: each request makes its page."""

from letter_site.connections.cache import PageCache
from signatures.views.page_cache import Kept
from tests.bench.settings import *  # noqa: F403
from tests.bench.settings import CACHES


class NoPages(PageCache):
    def set(self, key, value, *rest, **options):
        if not isinstance(value, Kept):
            super().set(key, value, *rest, **options)


CACHES["pages"]["BACKEND"] = "tests.bench.cold.NoPages"
