"""Reduced mode: pages do less while too many people read, so that signing still works.

The statement, the list and its count come from the cache; search, filters and charts are
switched off; signing and confirming stay as they are. Owners switch it by hand, for the whole
site. By itself it begins when requests wait too long between nginx and the site: nginx notes
the time when it passes a request on, and each process keeps the mean of these waits over about
twenty requests.
"""

import logging
import time

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import Decision, ReducedMode, User

logger = logging.getLogger(__name__)

BY_HAND, BY_LOAD = "reduced-by-hand", "reduced-by-load"  # cache keys
KEYS = (BY_HAND, BY_LOAD)
BY_PEOPLE = {"since__isnull": False}
SMOOTHING = 20  # requests over which the wait is averaged
LONGEST_WAIT = 60.0  # seconds; a longer one is a clock that is wrong
RENEWED = 10.0  # seconds after which a process says again that requests wait

_wait = {"mean": 0.0, "said_at": float("-inf")}


def is_on() -> bool:
    """Tell whether the site is reduced now, by hand or by load."""
    pages = caches["pages"]
    if pages.get_many(KEYS):
        return True
    by_hand = page_cache.get_local("reduced", ReducedMode.objects.filter(**BY_PEOPLE).exists)
    if by_hand:  # the cache was emptied
        pages.set(BY_HAND, True, timeout=None)
    return by_hand


def is_on_by_load() -> bool:
    return bool(caches["pages"].get(BY_LOAD))


@transaction.atomic
def switch_on(*, by: User) -> bool:
    """Reduce the site until it is switched off; return False if it is reduced already."""
    row, _ = ReducedMode.objects.select_for_update().get_or_create(pk=1)
    if row.since:
        return False
    row.since = timezone.now()
    row.save(update_fields=["since"])
    _changed(by, "off", "on")
    transaction.on_commit(lambda: caches["pages"].set(BY_HAND, True, timeout=None), robust=True)
    return True


@transaction.atomic
def switch_off(*, by: User) -> bool:
    """End what was switched on by hand; return False if it was not."""
    if not ReducedMode.objects.filter(**BY_PEOPLE).update(since=None):
        return False
    _changed(by, "on", "off")
    transaction.on_commit(lambda: caches["pages"].delete(BY_HAND), robust=True)
    return True


def _changed(by: User, before: str, after: str) -> None:
    audit_log.record(
        Decision.About.SITE, by=by, subject="reduced mode", from_state=before, to_state=after
    )
    page_cache.invalidate_on_commit()


def note_wait(seconds: float) -> None:
    """Note how long one request waited, and reduce the site if they wait too long.

    It ends REDUCED_FOR after requests last waited too long.
    """
    if not 0 <= seconds <= LONGEST_WAIT:
        return
    _wait["mean"] += (seconds - _wait["mean"]) / SMOOTHING
    most, now = settings.REDUCED_ABOVE.total_seconds(), time.monotonic()
    if not most or _wait["mean"] < most or now - _wait["said_at"] < RENEWED:
        return
    _wait["said_at"] = now
    if not is_on_by_load():
        logger.warning("Requests wait for %.1f seconds: reduced mode begins", _wait["mean"])
    caches["pages"].set(BY_LOAD, True, timeout=settings.REDUCED_FOR.total_seconds())
