"""OpenID Connect by allauth, for one guild's server with its settings in our database.

allauth makes the address to go to (state, PKCE), keeps the state and exchanges the code. It
would also create a user with an account; that is left out, and the answer is read here.
"""

from typing import Any

import requests
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from signatures.actions.guilds.sign_in import http_client, id_tokens
from signatures.actions.guilds.sign_in.id_tokens import Expected
from signatures.actions.guilds.sign_in.membership import Member
from signatures.errors import BadSignInError
from signatures.models import GuildSignIn


class GuildServer(OpenIDConnectOAuth2Adapter):
    def __init__(self, request: HttpRequest, sign_in: GuildSignIn) -> None:
        super().__init__(request, sign_in.guild.slug)
        self.sign_in = sign_in

    def get_provider(self) -> OpenIDConnectProvider:
        sign_in = self.sign_in
        app = SocialApp(
            provider="openid_connect",
            provider_id=self.provider_id,
            name=sign_in.guild.name,
            client_id=sign_in.client_id,
            secret=sign_in.secret or "",
            settings={"server_url": sign_in.issuer, "scope": ["openid", sign_in.scope]},
        )
        return GuildProvider(self.request, app=app, server=self)

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        return http_client.discover(self.sign_in.issuer)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return callback_address(self.provider_id)


class GuildProvider(OpenIDConnectProvider):
    def __init__(self, *arguments: Any, server: GuildServer, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.server = server

    def get_oauth2_adapter(self, request: HttpRequest) -> GuildServer:
        return self.server


def callback_address(slug: str) -> str:
    """Return the address a guild's server sends people back to. The guild has to know it."""
    return settings.SITE_URL + reverse("openid_connect_callback", args=[slug])


def begin(request: HttpRequest, sign_in: GuildSignIn, *, state: str, nonce: str) -> str:
    """Keep ``state`` in the session and return the address at which the member signs in.

    Raises ProviderAwayError.
    """
    wanted: dict[str, Any] = {"nonce": nonce}
    if sign_in.max_age is not None:
        wanted["max_age"] = sign_in.max_age * 60
    provider = GuildServer(request, sign_in).get_provider()
    with http_client.Turn(sign_in.issuer):
        answer = provider.redirect(
            request, "login", data={"nonce": nonce}, state_id=state, auth_params=wanted
        )
    return answer["Location"]


def finish(request: HttpRequest, sign_in: GuildSignIn, kept: dict[str, Any]) -> Member:
    """Exchange the code the member returned with for what the guild says about them.

    ``kept`` is the data kept for the state. Raises ProviderAwayError and BadSignInError.
    """
    server = GuildServer(request, sign_in)
    with http_client.Turn(sign_in.issuer):
        config = server.openid_config
        if request.GET.get("iss", config["issuer"]) != config["issuer"]:
            raise BadSignInError("iss")
        answer = _exchange(server, kept)
        expected = Expected(
            issuer=config["issuer"],
            client_id=sign_in.client_id,
            nonce=kept["data"]["nonce"],
            max_age=sign_in.max_age,
        )
        keys = _ask(config["jwks_uri"])
        told = id_tokens.claims(answer.get("id_token"), keys, expected)
        if sign_in.status_claim not in told:
            told = {**told, **_profile(config, answer, told["sub"])}
    return Member(told["sub"], told.get(sign_in.status_claim), told.get("guild"))


def _exchange(server: GuildServer, kept: dict[str, Any]) -> dict[str, Any]:
    client = server.get_client(server.request, server.get_provider().app)
    try:
        return client.get_access_token(
            server.request.GET["code"], pkce_code_verifier=kept["pkce_code_verifier"]
        )
    except requests.RequestException:
        raise
    except (OAuth2Error, KeyError, TypeError, ValueError) as error:  # someone else's code
        raise BadSignInError("code") from error


def _profile(config: dict[str, Any], answer: dict[str, Any], subject: str) -> dict[str, Any]:
    """Fetch from the userinfo endpoint what other servers put into the ID token."""
    address = config.get("userinfo_endpoint")
    if not isinstance(address, str) or not http_client.is_allowed(address):
        return {}
    told = _ask(address, Authorization=f"Bearer {answer['access_token']}")
    if told.get("sub") != subject:
        raise BadSignInError("sub")
    return told


def _ask(address: str, **headers: str) -> dict[str, Any]:
    with http_client.session() as asking:
        answer = asking.get(address, headers=headers)
        answer.raise_for_status()
        told = answer.json()
    if not isinstance(told, dict):
        raise BadSignInError("no object")
    return told
