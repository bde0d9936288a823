"""OpenID Connect with one server: the address of the sign-in, and the person's return.

The code flow with PKCE (RFC 7636). Nothing of an answer is kept; see membership.Member. Guilds
use it, and ORCID (actions/signing/linked_identities/orcid.py).
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

import requests

from signatures.actions.guilds.sign_in import claim_values, descriptions, http_client, id_tokens
from signatures.actions.guilds.sign_in.claim_values import MISSING
from signatures.actions.guilds.sign_in.id_tokens import ExpectedClaims, UnknownKeyError
from signatures.actions.guilds.sign_in.membership import Member
from signatures.actions.guilds.sign_in.turns import Turn, is_away
from signatures.errors import BadSignInError, CancelledError, ProviderAwayError
from signatures.models import GuildSignIn

Tell = Callable[[str, str], None]
ERROR_CODE = re.compile("[a-z_]{1,40}")  # RFC 6749, 4.1.2.1; anything else is not repeated
STEPS = ("description", "return", "code", "token", "claims")


class Provider(Protocol):
    """A server, and what it knows this site by."""

    @property
    def issuer(self) -> str: ...

    @property
    def client_id(self) -> str: ...

    @property
    def secret(self) -> str | None: ...

    @property
    def scope(self) -> str: ...

    @property
    def auth_method(self) -> str: ...

    @property
    def max_age(self) -> int | None: ...


@dataclass(frozen=True)
class Answer:
    """A server's answer to the code: its description, the claims of the ID token, and the rest."""

    said: dict[str, Any]
    claims: dict[str, Any]
    tokens: dict[str, Any]


@dataclass(frozen=True)
class Attempt:
    """The secrets of one sign-in, which stay in the browser's session here."""

    state: str
    nonce: str
    verifier: str


def authorization_url(sign_in: Provider, attempt: Attempt, *, back: str) -> str:
    """Return the address at which the person signs in. Raises ProviderAwayError."""
    if is_away(sign_in.issuer):
        raise ProviderAwayError("it did not answer a moment ago")
    address = descriptions.of(sign_in.issuer)["authorization_endpoint"].partition("#")[0]
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    wanted = {
        "response_type": "code",
        "client_id": sign_in.client_id,
        "redirect_uri": back,
        "scope": " ".join(["openid", *sign_in.scope.split()]),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    if sign_in.max_age is not None:
        wanted["max_age"] = str(sign_in.max_age * 60)
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(wanted)}"


def finish(
    sign_in: GuildSignIn,
    attempt: Attempt,
    query: Mapping[str, str],
    *,
    back: str,
    tell: Tell = lambda step, note: None,
) -> Member:
    """Exchange what the member returned with for what the guild says about them.

    Call ``tell`` after each of STEPS. Raises what ``identify`` raises.
    """
    member = _member(sign_in, identify(sign_in, attempt, query, back=back, tell=tell))
    tell("claims", ", ".join(sorted(member.claims)))
    return member


def identify(
    provider: Provider,
    attempt: Attempt,
    query: Mapping[str, str],
    *,
    back: str,
    tell: Tell = lambda step, note: None,
) -> Answer:
    """Exchange what someone returned with for a verified ID token.

    Call ``tell`` after each of STEPS but the last. Raises CancelledError, ProviderAwayError,
    BadSignInError.
    """
    said = descriptions.of(provider.issuer)
    tell("description", "")
    code = _code(query, provider)
    tell("return", "")
    answer = _exchange(provider, said, code, attempt, back)
    tell("code", "")
    token = answer.get("id_token")
    claims = _verify(token, provider, attempt)
    tell("token", id_tokens.algorithm(token))
    return Answer(said, claims, answer)


def _code(query: Mapping[str, str], sign_in: Provider) -> str:
    if query.get("error") == "access_denied":
        raise CancelledError("access_denied")
    if "error" in query:
        error = query["error"]
        raise ProviderAwayError(error if ERROR_CODE.fullmatch(error) else "it sent an error")
    if query.get("iss", sign_in.issuer) != sign_in.issuer:
        raise BadSignInError("the return is from another server")
    if not query.get("code"):
        raise BadSignInError("the return has no code")
    return query["code"]


def _exchange(
    sign_in: Provider, said: dict[str, Any], code: str, attempt: Attempt, back: str
) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": attempt.verifier,
    }
    headers = _credentials(sign_in, said, form)
    with Turn(sign_in.issuer):
        with http_client.session() as asking:
            answer = asking.post(said["token_endpoint"], data=form, headers=headers)
        if answer.status_code >= requests.codes.server_error:
            answer.raise_for_status()
    try:
        found = answer.json()
    except ValueError as error:
        raise BadSignInError("the answer to the code is not JSON") from error
    if answer.status_code != requests.codes.ok or not isinstance(found, dict):
        raise BadSignInError(f"the code was refused: {_error_in(found)} ({answer.status_code})")
    return found


def _error_in(answer: Any) -> str:
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, str) and ERROR_CODE.fullmatch(error) else "no reason"


def _credentials(sign_in: Provider, said: dict[str, Any], form: dict[str, str]) -> dict[str, str]:
    """Return the header that names this site, or add the same to ``form``."""
    if not sign_in.secret:
        form["client_id"] = sign_in.client_id
        return {}
    if _auth_method(sign_in, said) == GuildSignIn.AuthMethod.POST:
        form |= {"client_id": sign_in.client_id, "client_secret": sign_in.secret}
        return {}
    # RFC 6749, 2.3.1: both are encoded as in a form first, so a "+" or "%" arrives as itself.
    # A space becomes %20, because servers made of Authlib leave a "+" as it is.
    pair = f"{quote(sign_in.client_id, safe='')}:{quote(sign_in.secret, safe='')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _auth_method(sign_in: Provider, said: dict[str, Any]) -> str:
    if sign_in.auth_method:
        return sign_in.auth_method
    known = said.get("token_endpoint_auth_methods_supported") or []
    post = GuildSignIn.AuthMethod.POST
    return post if post in known else GuildSignIn.AuthMethod.BASIC


def _verify(token: Any, sign_in: Provider, attempt: Attempt) -> dict[str, Any]:
    expected = ExpectedClaims(sign_in.issuer, sign_in.client_id, attempt.nonce, sign_in.max_age)
    try:
        return id_tokens.claims(token, descriptions.keys(sign_in.issuer), expected)
    except UnknownKeyError:
        newer = descriptions.newer_keys(sign_in.issuer)
        if newer is None:
            raise
        return id_tokens.claims(token, newer, expected)


def _member(sign_in: GuildSignIn, answer: Answer) -> Member:
    """Return what the ID token says, or else what the userinfo endpoint says."""
    claims = answer.claims
    status = claim_values.at(claims, sign_in.status_claim)
    if status is MISSING:
        claims = {**claims, **_profile(sign_in, answer)}
        status = claim_values.at(claims, sign_in.status_claim)
    return Member(claims["sub"], status, claims.get("guild"), frozenset(claims))


def _profile(sign_in: GuildSignIn, answer: Answer) -> dict[str, Any]:
    address, token = answer.said.get("userinfo_endpoint"), answer.tokens.get("access_token")
    if not isinstance(address, str) or not http_client.is_allowed(address):
        return {}
    if not isinstance(token, str) or not http_client.PLAIN.fullmatch(token):
        raise BadSignInError("the answer has no access token")
    with Turn(sign_in.issuer):
        told = http_client.get_json(address, Authorization=f"Bearer {token}")
    if told.get("sub") != answer.claims["sub"]:
        raise BadSignInError("the profile is for another person")
    return told
