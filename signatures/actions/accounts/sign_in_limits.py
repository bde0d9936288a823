"""Limits on wrong passwords that no stranger can use to lock someone out.

Wrong passwords count per account and network, so those from other networks do not matter. A
second limit counts guesses from all networks together. It does not apply to a device that has
signed in to the account before, which has a limit of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from signatures.actions.record_keeping import rate_limits


@dataclass(frozen=True)
class Attempt:
    """A password typed for ``email``. ``device`` is "" if it never signed in to the account."""

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
    """Tell whether a limit is reached and even the right password is rejected. Counts nothing."""
    return rate_limits.full(attempt.limited) is not None


def count_failure(attempt: Attempt) -> None:
    """Count a wrong password."""
    for what, most in attempt.limited.items():
        rate_limits.count(what, most)


def forgive(attempt: Attempt) -> None:
    """Forget the wrong passwords from here for this account, after its owner sets a new one."""
    rate_limits.reset(attempt.from_here, settings.PASSWORD_TRIES)
