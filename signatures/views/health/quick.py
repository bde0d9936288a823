import logging
from datetime import timedelta
from threading import Lock
from time import monotonic

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

WRITES_KEPT = timedelta(seconds=10)
# 64 kB of memory cannot hold these rows, so they go to disk. If the disk is full, this fails as
# writing a row would, and it leaves nothing behind.
USE_DISK = "SELECT count(*) FROM generate_series(1, 20000)"

_one_at_a_time = Lock()
_last_try = (0.0, True)  # valid until (monotonic), and whether the disk had room


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 to show that this process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database can write too. If not, raise the error behind every page's 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')")
        if cursor.fetchone()[0] == "on":
            raise OperationalError("The database only reads.")
    if not _disk_has_room():
        raise OperationalError("The disk of the database is full.")
    return HttpResponse("ok\n", content_type="text/plain")


def _disk_has_room() -> bool:
    """Return whether the database can use its disk. Try at most once in WRITES_KEPT."""
    global _last_try  # noqa: PLW0603 - of this process
    until, has_room = _last_try
    if monotonic() < until or not _one_at_a_time.acquire(blocking=False):
        return has_room
    try:
        has_room = _can_use_disk()
        _last_try = (monotonic() + WRITES_KEPT.total_seconds(), has_room)
    finally:
        _one_at_a_time.release()
    return has_room


def _can_use_disk() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(USE_DISK)
    except OperationalError as error:
        logger.error("The database cannot use its disk: %s", error)
        return False
    return True
