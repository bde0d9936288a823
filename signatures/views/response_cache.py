"""Cache of public pages, which everyone who comes within two seconds shares.

When a page is out of date, the first request makes a new one. Requests in the meantime get the
previous one. So the number of pages made depends on the time, not on the number of people.
In reduced mode a page is out of date by its age alone, and lasts longer.

Pages are compressed here once for all readers, so that the proxy need not do it for each.
"""

import gzip
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from signatures.actions.monitoring import reduced_mode
from signatures.actions.record_keeping.page_cache import GENERATION, epoch

MAKING_TIMEOUT = 5  # seconds after which another request makes the page, in case the first died
STALE = 5  # times PAGE_CACHE_TIMEOUT; no one is shown an older page

COMPRESSED = {"text/html", "application/json", "application/atom+xml", "image/svg+xml"}
LEAST_COMPRESSED = 1_000  # bytes; less is not worth it
LEVEL = 4  # half the time of gzip's own 6, for pages that are a tenth larger
# As in letter_site/deploy/nginx.conf. A weight of 0 means "not this one".
GZIP = re.compile(r"(?:^|[,\s])gzip\s*(?:;\s*q=(?:1|0?\.0*[1-9])[\d.]*)?\s*(?:,|$)", re.IGNORECASE)


class CachedResponse(NamedTuple):
    """A response, and when and from what state of the record it was made."""

    content: bytes
    headers: dict[str, str]
    generation: str  # of the record
    made_at: float  # Unix time

    def is_younger(self, than: timedelta) -> bool:
        return time.time() - self.made_at < than.total_seconds()


def find(key: str) -> tuple[CachedResponse | None, str]:
    """Return the response to send, None if it has to be made, and the generation of the record.

    None means that this caller makes it, in a ``with making(key)`` block.
    """
    pages = caches["pages"]
    found: dict[str, Any] = pages.get_many([GENERATION, key, *reduced_mode.KEYS])
    generation, cached = f"{found.get(GENERATION, '')} {epoch()}", found.get(key)
    is_reduced = any(each in found for each in reduced_mode.KEYS)
    if cached is None or _is_fresh(cached, generation, is_reduced=is_reduced):
        return cached, generation
    if not (is_reduced or cached.is_younger(STALE * settings.PAGE_CACHE_TIMEOUT)):
        return None, generation
    is_first = pages.add(f"making-{key}", 1, timeout=MAKING_TIMEOUT)
    return None if is_first else cached, generation


def _is_fresh(cached: CachedResponse, generation: str, *, is_reduced: bool) -> bool:
    if is_reduced:  # a statement that was published or closed meanwhile shows it at once even so
        same_epoch = cached.generation.partition(" ")[2] == generation.partition(" ")[2]
        return cached.is_younger(settings.REDUCED_PAGE_CACHE_TIMEOUT) and same_epoch
    return cached.is_younger(settings.PAGE_CACHE_TIMEOUT) and cached.generation == generation


@contextmanager
def making(key: str) -> Iterator[None]:
    """Let other requests make the page again once the block ends, however it ends."""
    try:
        yield
    finally:
        caches["pages"].delete(f"making-{key}")


def delete(key: str) -> None:
    """Delete a page that is no longer public, so that no one is shown the previous one."""
    caches["pages"].delete(key)


def store(key: str, response: HttpResponse, generation: str) -> None:
    cached = CachedResponse(response.content, dict(response.headers), generation, time.time())
    longest = max(STALE * settings.PAGE_CACHE_TIMEOUT, settings.REDUCED_PAGE_CACHE_TIMEOUT)
    caches["pages"].set(key, cached, longest.total_seconds() if settings.PAGE_CACHE_TIMEOUT else 0)


def takes_gzip(request: HttpRequest) -> bool:
    """Return whether the reader takes gzip."""
    return GZIP.search(request.headers.get("Accept-Encoding", "")) is not None


def compress(response: HttpResponse) -> None:
    """Compress a page, unless it is short, an answer with an ETag, or of a type that is small.

    An ETag names one sequence of bytes. Such answers are left to the proxy.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    is_short = len(response.content) < LEAST_COMPRESSED
    if is_short or kind not in COMPRESSED or "ETag" in response.headers:
        return
    response.content = gzip.compress(response.content, LEVEL, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
