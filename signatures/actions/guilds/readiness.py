"""Readiness of a way to prove membership: whether the guild has done all that it needs.

A way that is not ready is offered to no member, and every page that lists it says so.
"""

from collections.abc import Callable, Mapping

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.models import CodeBatch, Guild, GuildDomain
from signatures.models.proof_methods import Method


def is_ready(guild: Guild, method: str) -> bool:
    """Return whether ``guild`` uses ``method`` and has done all that it needs."""
    return method in guild.methods and READY[method](guild)


def _has_server(guild: Guild) -> bool:
    sign_in = getattr(guild, "sign_in", None)
    return sign_in is not None and sign_in.is_ready


def _has_codes(guild: Guild) -> bool:
    return CodeBatch.objects.live().filter(guild=guild, state=CodeBatch.State.MADE).exists()


def _has_officers(guild: Guild) -> bool:
    return guild.officers.filter(user__is_active=True).exists()


READY: Mapping[str, Callable[[Guild], bool]] = {
    Method.GUILD_SSO: _has_server,
    Method.GUILD_CODE: _has_codes,
    Method.GUILD_OFFICER: _has_officers,
    Method.GUILD_ROSTER: lambda guild: roster_claims.in_use(guild) is not None,
    Method.GUILD_DOMAIN: lambda guild: GuildDomain.objects.good().filter(guild=guild).exists(),
}
