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

MAKING = 5  # seconds after which another request may try, in case the first died
STALE = 5  # times PAGES_KEPT: no one is shown an older page

COMPRESSED = {"text/html", "application/json", "application/atom+xml", "image/svg+xml"}
LEAST_COMPRESSED = 1_000  # bytes; less is not worth it
LEVEL = 4  # half the time of gzip's own 6, for pages that are a tenth larger
# As in letter_site/deploy/nginx.conf. A weight of 0 means "not this one".
GZIP = re.compile(r"(?:^|[,\s])gzip\s*(?:;\s*q=(?:1|0?\.0*[1-9])[\d.]*)?\s*(?:,|$)", re.IGNORECASE)


class Kept(NamedTuple):
    content: bytes
    headers: dict[str, str]
    generation: str  # the state of the record it was made from
    made_at: float  # Unix time

    def is_younger(self, than: timedelta) -> bool:
        return time.time() - self.made_at < than.total_seconds()


def look_up(key: str) -> tuple[Kept | None, str]:
    """Return the page to show, if there is a usable one, and the current state of the record.

    If the page is None, the caller makes it, within ``making``.
    """
    pages = caches["pages"]
    found: dict[str, Any] = pages.get_many([GENERATION, key, *reduced_mode.KEYS])
    generation, kept = f"{found.get(GENERATION, '')} {epoch()}", found.get(key)
    is_reduced = any(each in found for each in reduced_mode.KEYS)
    if kept is None or _is_fresh(kept, generation, is_reduced=is_reduced):
        return kept, generation
    if not (is_reduced or kept.is_younger(STALE * settings.PAGES_KEPT)):
        return None, generation
    is_first = pages.add(f"making-{key}", 1, timeout=MAKING)
    return None if is_first else kept, generation


def _is_fresh(kept: Kept, generation: str, *, is_reduced: bool) -> bool:
    if is_reduced:  # what became public, or no longer is, shows at once even so
        same_epoch = kept.generation.partition(" ")[2] == generation.partition(" ")[2]
        return kept.is_younger(settings.REDUCED_PAGES_KEPT) and same_epoch
    return kept.is_younger(settings.PAGES_KEPT) and kept.generation == generation


@contextmanager
def making(key: str) -> Iterator[None]:
    try:
        yield
    finally:
        caches["pages"].delete(f"making-{key}")


def drop(key: str) -> None:
    """Forget a page that is no longer public, so that no one is shown the previous one."""
    caches["pages"].delete(key)


def keep(key: str, response: HttpResponse, generation: str) -> None:
    kept = Kept(response.content, dict(response.headers), generation, time.time())
    longest = max(STALE * settings.PAGES_KEPT, settings.REDUCED_PAGES_KEPT)
    caches["pages"].set(key, kept, longest.total_seconds() if settings.PAGES_KEPT else 0)


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
