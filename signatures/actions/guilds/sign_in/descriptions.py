"""Descriptions and keys of guilds' sign-in servers, both cached.

Members wait for each request, and a guild's server may be slow. So a sign-in asks for neither
while the cached answers are fresh. A key that is not among the cached ones is a reason to ask
again at once, but not more than once in ``KEYS_ASKED_EVERY``: anyone can invent a key's name.
"""

import time
from typing import Any

from django.core.cache import cache

from signatures import tokens
from signatures.actions.guilds.sign_in import http_client
from signatures.actions.guilds.sign_in.turns import Turn
from signatures.errors import BadSignInError, ProviderAwayError

HOUR = 60 * 60
FRESH_FOR = HOUR  # seconds; a description is asked for again after this
KEYS_FRESH_FOR = HOUR // 4  # a key that the guild has withdrawn is accepted for this long
# A description that could not be renewed is used for this long after it was asked for. Longer, and
# members would be sent to a server that is gone.
KEPT_FOR = 2 * HOUR
KEYS_ASKED_EVERY = 60

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def of(issuer: str) -> dict[str, Any]:
    """Return the description of a server, at most an hour old while the server answers.

    Raises ProviderAwayError, with a text for organizers.
    """
    kept = cache.get(_name("description", issuer))
    if kept and time.time() < kept["asked_at"] + FRESH_FOR:
        return kept["said"]
    try:
        return ask(issuer)
    except ProviderAwayError:
        if kept is None:
            raise
        return kept["said"]


def ask(issuer: str) -> dict[str, Any]:
    """Ask a server for its description and keep it. Raises ProviderAwayError."""
    with Turn(issuer):
        said = http_client.get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        check(said, issuer)
    kept = {"said": said, "asked_at": time.time()}
    cache.set(_name("description", issuer), kept, KEPT_FOR)
    return said


def check(said: dict[str, Any], issuer: str) -> None:
    """Raise ProviderAwayError unless ``said`` describes a server that this site can use."""
    if said.get("issuer") != issuer:
        raise ProviderAwayError(f"it calls itself {str(said.get('issuer'))[:200]}")
    for name in NEEDED:
        if not isinstance(said.get(name), str) or not http_client.is_allowed(said[name]):
            raise ProviderAwayError(f"{name} is missing, or not an https address")
    if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
        raise ProviderAwayError("it does not take PKCE with S256")


def keys(issuer: str) -> dict[str, Any]:
    """Return the keys (a JWK set) of a server. Raises ProviderAwayError."""
    kept = cache.get(_name("keys", issuer))
    return ask_for_keys(issuer) if kept is None else kept


def newer_keys(issuer: str) -> dict[str, Any] | None:
    """Return the keys asked for again, or None if they were asked for a moment ago.

    Raises ProviderAwayError.
    """
    if not cache.add(_name("keys asked", issuer), True, KEYS_ASKED_EVERY):
        return None
    return ask_for_keys(issuer)


def ask_for_keys(issuer: str) -> dict[str, Any]:
    """Ask a server for its keys and keep them. Raises ProviderAwayError."""
    address = of(issuer)["jwks_uri"]
    with Turn(issuer):
        found = http_client.get_json(address)
    if not isinstance(found.get("keys"), list):
        raise BadSignInError("the keys are not a set of keys")
    cache.set(_name("keys", issuer), found, KEYS_FRESH_FOR)
    return found


def clear(issuer: str) -> None:
    """Drop what is kept of a server, so that the next sign-in asks it."""
    cache.delete_many([_name(each, issuer) for each in ("description", "keys", "keys asked")])


def _name(what: str, issuer: str) -> str:
    return f"sign-in-{what.replace(' ', '-')}-{tokens.link_hash(issuer).hex()}"
