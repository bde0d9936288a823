"""Cache of public pages, which everyone who comes within two seconds shares.

When a page is out of date, the first request makes a new one. Requests in the meantime get the
previous one. So the number of pages made depends on the time, not on the number of people.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse

from signatures.actions.record_keeping.page_cache import GENERATION, epoch

MAKING = 5  # seconds after which another request may try, in case the first died
STALE = 5  # times PAGES_KEPT: no one is shown an older page


class Kept(NamedTuple):
    content: bytes
    headers: dict[str, str]
    generation: str  # the state of the record it was made from
    made_at: float  # Unix time

    @property
    def is_fresh(self) -> bool:
        return time.time() - self.made_at < settings.PAGES_KEPT.total_seconds()


def look_up(key: str) -> tuple[Kept | None, str]:
    """Return the page to show, if there is a usable one, and the current state of the record.

    If the page is None, the caller makes it, within ``making``.
    """
    pages = caches["pages"]
    found: dict[str, Any] = pages.get_many([GENERATION, key])
    generation, kept = f"{found.get(GENERATION, '')} {epoch()}", found.get(key)
    if kept is None or (kept.is_fresh and kept.generation == generation):
        return kept, generation
    is_first = pages.add(f"making-{key}", 1, timeout=MAKING)
    return None if is_first else kept, generation


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
    caches["pages"].set(key, kept, STALE * settings.PAGES_KEPT.total_seconds())
