"""What public pages are shown from: the page cache, and when it is out of date."""

import time
import uuid

from django.core.cache import caches
from django.db import transaction

GENERATION = "generation"  # names the state of the record, in the page cache
RENEWALS = 2  # a second; under more changes than that, pages live out their two seconds


def renew_after_commit() -> None:
    """Let the first reader after this transaction see what it changed."""
    transaction.on_commit(_renew, robust=True)


def _renew() -> None:
    pages = caches["pages"]
    second = f"renewals-{int(time.time())}"
    pages.add(second, 0, timeout=5)
    if pages.incr(second) <= RENEWALS:
        pages.set(GENERATION, uuid.uuid4().hex, timeout=None)
