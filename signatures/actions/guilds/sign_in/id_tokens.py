"""Verification of ID tokens from guilds' sign-in servers.

allauth trusts what came over TLS and checks neither signature nor nonce. This module checks both,
so that no one can pass off another server's or another person's answer as their own.
"""

import hmac
import time
from dataclasses import dataclass
from typing import Any

import jwt

from signatures.errors import BadSignInError

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
CLOCKS = 60  # seconds by which the clocks of two servers may differ


@dataclass(frozen=True)
class Expected:
    """The values an ID token must have. ``max_age`` is in minutes since the person signed in."""

    issuer: str
    client_id: str
    nonce: str
    max_age: int | None = None


def claims(id_token: Any, keys: Any, expected: Expected) -> dict[str, Any]:
    """Return the claims of ``id_token``, signed by one of ``keys`` (a JWK set).

    Raises BadSignInError if it is forged, expired, for another client or from another sign-in.
    """
    try:
        found = jwt.decode(
            id_token,
            _key(id_token, keys),
            algorithms=ALGORITHMS,
            issuer=expected.issuer,
            audience=expected.client_id,
            leeway=CLOCKS,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadSignInError(type(error).__name__) from error
    _check_party(found, expected.client_id)
    if not hmac.compare_digest(str(found.get("nonce")).encode(), expected.nonce.encode()):
        raise BadSignInError("nonce")
    _check_age(found, expected.max_age)
    return found


def _key(id_token: str, keys: Any) -> jwt.PyJWK:
    kid = jwt.get_unverified_header(id_token).get("kid")
    found = jwt.PyJWKSet.from_dict(keys).keys
    fitting = [each for each in found if kid in (None, each.key_id)]
    if len(fitting) != 1:
        raise BadSignInError("no such key")
    return fitting[0]


def _check_party(found: dict[str, Any], client_id: str) -> None:
    """Raise BadSignInError unless a token for several clients names us as the requesting one."""
    several = isinstance(found["aud"], list) and len(found["aud"]) > 1
    if found.get("azp", None if several else client_id) != client_id:
        raise BadSignInError("azp")


def _check_age(found: dict[str, Any], max_age: int | None) -> None:
    if max_age is None:
        return
    signed_in = found.get("auth_time")
    if not isinstance(signed_in, int | float) or signed_in + max_age * 60 + CLOCKS < time.time():
        raise BadSignInError("auth_time")
