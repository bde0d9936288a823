"""Error messages and HTTP statuses for a failed sign-in with a guild."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from signatures.errors import (
    BadSignInError,
    CancelledError,
    NotAMemberError,
    ProviderAwayError,
    RefusedError,
    UsedMembershipError,
)


class LateError(RefusedError):
    """A sign-in that took longer than it may."""


REFUSALS: dict[type[RefusedError], tuple[HTTPStatus, Any]] = {
    CancelledError: (
        HTTPStatus.FORBIDDEN,
        _(
            "You did not go through with signing in at %(guild)s, so it told us nothing. "
            "Try again, or choose another way."
        ),
    ),
    LateError: (
        HTTPStatus.GONE,
        _("The sign-in took longer than ten minutes and expired. Sign in again."),
    ),
    ProviderAwayError: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        _(
            "The sign-in of %(guild)s does not answer at present. Try again in a minute, or choose "
            "another way."
        ),
    ),
    BadSignInError: (
        HTTPStatus.BAD_GATEWAY,
        _(
            "What the sign-in of %(guild)s answered is not certain to be about you, so it does "
            "not count. Try again, or choose another way."
        ),
    ),
    NotAMemberError: (
        HTTPStatus.FORBIDDEN,
        _(
            "%(guild)s did not tell us that you are a member at present. If you are, ask the "
            "guild, or choose another way."
        ),
    ),
    UsedMembershipError: (
        HTTPStatus.CONFLICT,
        _(
            "Another signature of this statement is verified by the same membership. One "
            "membership, one signature: withdraw the other one if this one is to count."
        ),
    ),
}


def refusal(error: RefusedError) -> tuple[HTTPStatus, Any]:
    """Return the status and the words for ``error``, or for the kind of error that it is."""
    return next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)
