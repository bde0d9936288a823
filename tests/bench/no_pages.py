"""A page cache that holds everything but pages."""

from letter_site.connections.cache import PageCache
from signatures.views.response_cache import CachedResponse


class NoPages(PageCache):
    def set(self, key, value, *rest, **options):
        if not isinstance(value, CachedResponse):
            super().set(key, value, *rest, **options)
