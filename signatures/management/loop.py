"""Loops for commands that run until they are stopped and survive errors."""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from traceback import extract_tb

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

LONGEST_WAIT = 30  # seconds


@contextmanager
def until_stopped() -> Iterator[Event]:
    """Yield an event that SIGTERM or Ctrl-C sets, so that work in progress can finish."""
    stopped = Event()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stopped.set()) for number in numbers]
    try:
        yield stopped
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def repeat(step: Callable[[], float], stopped: Event) -> None:
    """Call ``step`` until ``stopped`` is set, waiting each time for the seconds it returned.

    An error does not end the loop, because the database may be restarting. The log gives its type
    but not its text, which may contain personal data. The next try uses a new connection, after a
    wait that grows with each error.
    """
    failures = 0
    while not stopped.is_set():
        close_old_connections()
        try:
            wait, failures = step(), 0
        except Exception as error:
            wait, failures = min(2**failures, LONGEST_WAIT), min(failures + 1, 9)
            logger.warning("%s; trying again in %s s", _name(error), wait)
            connections.close_all()
        stopped.wait(wait)


def _name(error: Exception) -> str:
    *_, last = extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
