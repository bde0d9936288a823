"""Verification of ID tokens from guilds' sign-in servers.

allauth trusts what came over TLS and checks neither signature nor nonce. This module checks both,
so that no one can pass off another server's or another person's answer as their own.
"""

import contextlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

import jwt

from signatures.errors import BadSignInError

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
ALGORITHMS += ["ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
CLOCKS = 60  # seconds by which the clocks of two servers may differ


class UnknownKeyError(BadSignInError):
    """A token signed by a key that is not among those we know. The server may have a new one."""


@dataclass(frozen=True)
class ExpectedClaims:
    """The values an ID token must have. ``max_age`` is in minutes since the person signed in."""

    issuer: str
    client_id: str
    nonce: str
    max_age: int | None = None


def claims(id_token: Any, keys: Any, expected: ExpectedClaims) -> dict[str, Any]:
    """Return the claims of ``id_token``, signed by one of ``keys`` (a JWK set).

    Raises BadSignInError if it is forged, expired, for another client or from another sign-in.
    """
    try:
        found = _decode(id_token, _fitting(id_token, keys), expected)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadSignInError(f"the token is not valid ({type(error).__name__})") from error
    _check_party(found, expected.client_id)
    if not hmac.compare_digest(str(found.get("nonce")).encode(), expected.nonce.encode()):
        raise BadSignInError("the token is of another sign-in")
    _check_age(found, expected.max_age)
    return found


def algorithm(id_token: Any) -> str:
    """Return the name of the algorithm of a token that ``claims`` has accepted."""
    return str(jwt.get_unverified_header(id_token)["alg"])


def _decode(id_token: str, fitting: list[jwt.PyJWK], expected: ExpectedClaims) -> dict[str, Any]:
    """Return the claims, signed by one of the keys. A token need not name its key."""
    for key in fitting:
        with contextlib.suppress(jwt.InvalidSignatureError):
            return jwt.decode(
                id_token,
                key,
                algorithms=ALGORITHMS,
                issuer=expected.issuer,
                audience=expected.client_id,
                leeway=CLOCKS,
                options={"require": REQUIRED},
            )
    raise UnknownKeyError("none of the server's keys has signed the token")


def _fitting(id_token: str, keys: Any) -> list[jwt.PyJWK]:
    """Return the keys of the token's algorithm, and of the name that it gives, if it gives one."""
    header = jwt.get_unverified_header(id_token)
    if header.get("alg") not in ALGORITHMS:
        raise BadSignInError(f"the token's algorithm is not one of {', '.join(ALGORITHMS)}")
    found = []
    for each in keys["keys"]:
        usable = each.get("use", "sig") == "sig" and each.get("alg", header["alg"]) == header["alg"]
        if usable and header.get("kid") in (None, each.get("kid")):
            with contextlib.suppress(jwt.PyJWTError):  # of another kind than the algorithm's
                found.append(jwt.PyJWK(each, header["alg"]))
    return found


def _check_party(found: dict[str, Any], client_id: str) -> None:
    """Raise BadSignInError unless a token for several clients names us as the requesting one."""
    several = isinstance(found["aud"], list) and len(found["aud"]) > 1
    if found.get("azp", None if several else client_id) != client_id:
        raise BadSignInError("the token is for another site")


def _check_age(found: dict[str, Any], max_age: int | None) -> None:
    if max_age is None:
        return
    signed_in = found.get("auth_time")
    if not isinstance(signed_in, int | float) or signed_in + max_age * 60 + CLOCKS < time.time():
        raise BadSignInError("the sign-in is too old")
