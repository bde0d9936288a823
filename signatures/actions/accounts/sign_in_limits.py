"""Limits on wrong passwords, which no stranger can use to keep someone out.

Wrong passwords count for the account and the network they come from, so others' do not
matter. Guesses from many networks together have a limit as well; it does not hold for a
device that has signed in to the account before, which has a limit of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from signatures.actions.record_keeping import rate_limits


@dataclass(frozen=True)
class Attempt:
    """A password typed for ``email``. ``device`` is "" where no one has signed in to it before."""

    email: str
    source: str
    device: str

    @property
    def from_here(self) -> str:
        return f"passwords {self.email} {self.device or self.source}"

    @property
    def limited(self) -> dict[str, Mapping[timedelta, int]]:
        if self.device:
            return {self.from_here: settings.PASSWORD_TRIES}
        return {
            self.from_here: settings.PASSWORD_TRIES,
            f"passwords from {self.source}": settings.PASSWORD_TRIES_SOURCE,
            f"passwords {self.email}": settings.PASSWORD_TRIES_ACCOUNT,
        }


def is_full(attempt: Attempt) -> bool:
    """Tell whether no password is looked at now, right ones neither. Counts nothing."""
    return rate_limits.full(attempt.limited) is not None


def count_failure(attempt: Attempt) -> None:
    """Count a wrong password."""
    for what, most in attempt.limited.items():
        rate_limits.count(what, most)


def forgive(attempt: Attempt) -> None:
    """Forget the wrong passwords for this account from here, after its owner set a new one."""
    rate_limits.forget(attempt.from_here, settings.PASSWORD_TRIES)
