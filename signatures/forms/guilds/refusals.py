"""Errors for attempts to prove membership that are refused before anything is looked up."""

from django.utils.translation import gettext, ngettext

from signatures.errors import PausedWayError, TooManyCodeTriesError, TooManyGuessesError


def too_many_codes(error: TooManyGuessesError) -> str:
    """Return the error for a code that is not read."""
    minutes = max(1, -(-int(error.retry_after.total_seconds()) // 60))
    if isinstance(error, PausedWayError):
        return paused()
    if isinstance(error, TooManyCodeTriesError):
        text = ngettext(
            "Too many codes were entered from your network. Enter your e-mail address as well, or"
            " try again in %d minute.",
            "Too many codes were entered from your network. Enter your e-mail address as well, or"
            " try again in %d minutes.",
            minutes,
        )
    else:
        text = ngettext(
            "Too many codes were entered from your network. Try again in %d minute.",
            "Too many codes were entered from your network. Try again in %d minutes.",
            minutes,
        )
    return text % minutes


def too_many_numbers(error: TooManyGuessesError) -> str:
    """Return the error for a member number that is not looked up."""
    if isinstance(error, PausedWayError):
        return paused()
    hours = max(1, -(-int(error.retry_after.total_seconds()) // 3600))
    text = ngettext(
        "Too many attempts. Try again in %d hour, or choose another way.",
        "Too many attempts. Try again in %d hours, or choose another way.",
        hours,
    )
    return text % hours


def paused() -> str:
    """Return the error while a way is paused for everyone. It says nothing of what was typed."""
    return gettext(
        "This way to show membership is paused, because someone made many wrong attempts. Choose"
        " another way, or try again later. Your guild has been told."
    )
