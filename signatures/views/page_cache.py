"""Cache of public pages, which everyone who comes within two seconds shares.

When a page is out of date, the first request makes a new one. Requests in the meantime get the
previous one. So the number of pages made depends on the time, not on the number of people.
In reduced mode a page is out of date by its age alone, and lasts longer.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse

from signatures.actions.monitoring import reduced_mode
from signatures.actions.record_keeping.page_cache import GENERATION, epoch

MAKING = 5  # seconds after which another request may try, in case the first died
STALE = 5  # times PAGES_KEPT: no one is shown an older page


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
