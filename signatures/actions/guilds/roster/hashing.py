"""Slow hashes of what a member types, few at a time.

A hash takes 32 MB and a tenth of a second on purpose, so that trying numbers is slow for those
who have the keys. It must not become a way to stop the site: one process makes one at a time,
and few may wait for it.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from signatures.errors import BusyError
from signatures.text import fingerprints
from signatures.text.fingerprints import Key

MOST_WAITING = 2  # and one at work: one of a process's four threads is left for other pages

_places = threading.BoundedSemaphore(1 + MOST_WAITING)
_at_work = threading.Lock()


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the few places for members' numbers. Raises BusyError if all are taken."""
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        _places.release()


def hashes(key: Key, number: str, seconds: Iterable[str]) -> list[bytes]:
    """Return the hash of ``number`` with each of ``seconds``, made one after the other."""
    with _at_work:
        return [fingerprints.slow_hash(key, number, each) for each in seconds]
