"""A page cache that holds everything but pages."""

from letter_site.connections.cache import PageCache
from signatures.views.page_cache import Kept


class NoPages(PageCache):
    def set(self, key, value, *rest, **options):
        if not isinstance(value, Kept):
            super().set(key, value, *rest, **options)
