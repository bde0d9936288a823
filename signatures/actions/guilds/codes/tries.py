"""Limits on guild codes that people enter: on wrong ones, and on tries that reveal their use."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings

from signatures.actions.guilds import attempts
from signatures.actions.record_keeping import rate_limits
from signatures.errors import TooManyCodeTriesError, TooManyGuessesError
from signatures.models import Attestation, Guild


class Guesser(NamedTuple):
    """The source of an entered code, as limits count it, and its network."""

    source: str
    network: str
    shared: bool  # whether many people share the source, as in a guild's hall

    @property
    def limited(self) -> dict[str, dict[timedelta, int]]:
        """Return the limits on wrong codes."""
        found = {"guild codes": settings.GUILD_CODE_GUESSES_SITE}
        if not self.shared:
            found[f"guild codes {self.source}"] = settings.GUILD_CODE_GUESSES
            found[f"guild codes of {self.network}"] = settings.GUILD_CODE_GUESSES_NETWORK
        return found

    @property
    def limited_tries(self) -> dict[str, dict[timedelta, int]]:
        """Return the limits on codes whose answer reveals at once whether they were used."""
        if self.shared:
            return {}
        return {
            f"guild codes tried {self.source}": settings.GUILD_CODE_TRIES,
            f"guild codes tried of {self.network}": settings.GUILD_CODE_TRIES_NETWORK,
        }


def check_guesses(who: Guesser, guild: Guild | None) -> None:
    """Raise TooManyGuessesError while a limit on wrong codes is reached. Counts nothing.

    Raises PausedWayError while codes of ``guild`` are paused.
    """
    if guild:
        attempts.check(guild, Attestation.Method.GUILD_CODE)
    if left := rate_limits.full(who.limited):
        raise TooManyGuessesError(left)


def count_guess(who: Guesser, guild: Guild | None) -> None:
    """Count a wrong code. Call it outside the transaction that the code aborted."""
    for what, most in who.limited.items():
        rate_limits.count(what, most)
    if guild:
        attempts.wrong(guild, Attestation.Method.GUILD_CODE)
    else:
        attempts.wrong_somewhere(Attestation.Method.GUILD_CODE)


def count_try(who: Guesser) -> None:
    """Count a code, right or wrong, whose answer reveals at once whether it was used.

    Raises TooManyCodeTriesError above the limit. Call it outside the transaction of the code.
    """
    tries = who.limited_tries
    if any(
        rate_limits.exceeded(rate_limits.count(what, most), most) for what, most in tries.items()
    ):
        raise TooManyCodeTriesError(rate_limits.full(tries) or timedelta(minutes=1))
