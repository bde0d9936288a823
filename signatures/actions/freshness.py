"""What public pages are shown from: the page cache, and when it is out of date."""

import time
import uuid
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

T = TypeVar("T")

GENERATION = "generation"  # names the state of the record, in the page cache
RENEWALS = 2  # a second; under more changes than that, pages live out their two seconds


def kept(name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returned for this state of the record, at most two seconds ago."""
    pages = caches["pages"]
    found = pages.get_many([GENERATION, name])
    generation = found.get(GENERATION, "")
    before, value = found.get(name, (None, None))
    if before != generation:
        value = make()
        pages.set(name, (generation, value), settings.PAGES_KEPT.total_seconds())
    return value


def renew_after_commit() -> None:
    """Let the first reader after this transaction see what it changed."""
    transaction.on_commit(_renew, robust=True)


def _renew() -> None:
    pages = caches["pages"]
    second = f"renewals-{int(time.time())}"
    pages.add(second, 0, timeout=5)
    if pages.incr(second) <= RENEWALS:
        pages.set(GENERATION, uuid.uuid4().hex, timeout=None)
