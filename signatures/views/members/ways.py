"""Ways to show membership of one guild: which can be used now, and which one is shown open."""

from collections.abc import Callable, Mapping
from typing import Any

from signatures.actions.guilds import attempts
from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.vouching import requests as vouching
from signatures.models import Guild, Signature
from signatures.models.proof_methods import METHODS, Method, strength

Way = dict[str, Any]


def _has_server(guild: Guild, signature: Signature, way: Way) -> bool:
    sign_in = getattr(guild, "sign_in", None)
    return sign_in is not None and sign_in.is_ready


def _has_codes(guild: Guild, signature: Signature, way: Way) -> bool:
    return guild.has_live_codes


def _takes_requests(guild: Guild, signature: Signature, way: Way) -> bool:
    """Return whether an officer can answer; an answer already given is shown in any case."""
    if way["standing"].request:
        return True
    return way["standing"].may_ask and guild.officers.filter(user__is_active=True).exists()


def _has_roster(guild: Guild, signature: Signature, way: Way) -> bool:
    return roster_claims.in_use(guild) is not None


def _has_address(guild: Guild, signature: Signature, way: Way) -> bool:
    """Return whether the address helps: where only members sign, it has to show membership."""
    counts = guild.address_is_membership or not signature.statement.needs_guild
    at_it = guild.has_at_its_domain(signature.mailbox)
    return counts and at_it and signature.address_is_confirmed


READY: Mapping[str, Callable[[Guild, Signature, Way], bool]] = {
    Method.GUILD_SSO: _has_server,
    Method.GUILD_CODE: _has_codes,
    Method.GUILD_OFFICER: _takes_requests,
    Method.GUILD_ROSTER: _has_roster,
    Method.GUILD_DOMAIN: _has_address,
}


def of(guild: Guild, signature: Signature, forms: Mapping[str, Any]) -> list[Way]:
    """Return the ways of ``guild`` that ``signature`` can use now, the strongest first.

    A way that is not ready or paused is left out, unless its form was just sent. One is open, the
    others are folded: the way whose form was sent, else the one on which an answer is awaited,
    else the first.
    """
    pauses = attempts.paused(guild)
    every = [
        _way(name, guild, signature, forms.get(name))
        for name in guild.methods
        if METHODS[name].form
    ]
    usable = [each for each in every if each["is_ready"] and each["name"] not in pauses]
    found = [each for each in every if each in usable or each["form"] is not None]
    found.sort(key=lambda way: -strength(way["name"]))
    for way in found:
        way["is_open"] = way is max(found, key=_urgency, default=None)
    return found


def _way(name: str, guild: Guild, signature: Signature, form: Any) -> Way:
    described = METHODS[name].form
    assert described is not None
    standing = vouching.standing(signature, guild) if described.has_requests else None
    way = {
        "name": name,
        "words": described.heading,
        "template": described.template,
        "guild_learns": described.guild_learns,
        "site_learns": described.site_learns,
        "mark": METHODS[name].mark_of(guild.name),
        "form": form,
        "standing": standing,
    }
    return way | {"is_ready": READY[name](guild, signature, way)}


def _urgency(way: Way) -> tuple[bool, bool]:
    """Return how much a way asks to be open. Of equals, ``max`` takes the first."""
    return way["form"] is not None, bool(way["standing"] and way["standing"].is_open)
