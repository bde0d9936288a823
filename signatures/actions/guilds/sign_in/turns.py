"""Turns at guilds' sign-in servers: a server that hangs holds few of the site's threads.

Each guild's server has places of its own, so that one that hangs never refuses the members of
another guild. A server that fails is left alone for PROVIDER_REST, and then tried by one request.
"""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

import requests
from django.conf import settings
from django.core.cache import cache

from signatures import tokens
from signatures.errors import ProviderAwayError

AT_ONCE = 2  # requests of one process to one guild's server
IN_ALL = 3  # requests of one process to all of them, of its four threads
PATIENCE = 2.0  # seconds to wait for a place, counted from the beginning of the oldest request


@dataclass
class _Places:
    """Requests that run at one server (when each began), and whether the last one failed."""

    running: list[float] = field(default_factory=list)
    has_failed: bool = False

    @property
    def is_free(self) -> bool:
        return len(self.running) < (1 if self.has_failed else AT_ONCE)

    @property
    def patience(self) -> float:
        """Return how long a new request waits: not for one that has hung for long."""
        oldest = min(self.running, default=time.monotonic())
        return max(0.0, oldest + PATIENCE - time.monotonic())


_changed = threading.Condition()
_servers: dict[str, _Places] = defaultdict(_Places)


class Turn:
    """One request to the server of ``issuer``.

    Raises ProviderAwayError on entering, or when the server does not answer inside.
    """

    def __init__(self, issuer: str) -> None:
        self.mark = f"away-{tokens.link_hash(issuer).hex()}"

    def __enter__(self) -> None:
        self._check()
        with _changed:
            places = _servers[self.mark]
            if not _changed.wait_for(partial(_is_free, places), timeout=places.patience):
                raise ProviderAwayError("too many sign-ins wait for this server")
            self.began = time.monotonic()
            places.running.append(self.began)
        try:
            self._check()  # it may have failed while we waited
        except ProviderAwayError:
            self._leave(has_failed=True)
            raise

    def __exit__(self, kind: type | None, error: BaseException | None, *_trace: object) -> None:
        has_failed = isinstance(error, requests.RequestException | ProviderAwayError)
        self._leave(has_failed=has_failed)
        if has_failed:
            cache.set(self.mark, True, settings.PROVIDER_REST.total_seconds())
        if isinstance(error, requests.RequestException):
            raise ProviderAwayError(f"no answer ({type(error).__name__})") from error

    def _check(self) -> None:
        if cache.get(self.mark):
            raise ProviderAwayError("it did not answer a moment ago")

    def _leave(self, *, has_failed: bool) -> None:
        with _changed:
            places = _servers[self.mark]
            places.running.remove(self.began)
            places.has_failed = has_failed
            _changed.notify_all()


def is_away(issuer: str) -> bool:
    """Return whether the server of ``issuer`` failed a moment ago."""
    return bool(cache.get(Turn(issuer).mark))


def forgive(issuer: str) -> None:
    """Ask the server of ``issuer`` again at once: someone has just changed its settings."""
    cache.delete(Turn(issuer).mark)


def _is_free(places: _Places) -> bool:
    running = sum(len(each.running) for each in _servers.values())
    return places.is_free and running < IN_ALL
