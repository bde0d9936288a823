"""Sign-in at a guild's own server, to verify one signature.

A session exists from the button to the return. It holds nothing that signs anyone in, only the
state and the signatory's own link, sealed. No one else gets the link: it is in no address that
the guild's server sees.
"""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.socialaccount.internal import statekit
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from signatures import tokens
from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.actions.mail import links
from signatures.actions.record_keeping import rate_limits
from signatures.actions.signing.attest import check_time
from signatures.errors import (
    BadSignInError,
    ClosedStatementError,
    FloodError,
    ProviderAwayError,
    RefusedError,
    UsedLinkError,
)
from signatures.models import Attestation, Guild, GuildSignIn, Signature
from signatures.views import sources
from signatures.views.members import membership
from signatures.views.members.sign_in import provider
from signatures.views.members.sign_in.messages import REFUSALS, CancelledError, LateError
from signatures.views.signing import links as link_pages
from signatures.views.signing import sign as signing

METHOD = Attestation.Method.GUILD_SSO
WAYS_OUT = "guild_sign_ins"  # session key: the sealed link for each guild and state
MOST_WAYS_OUT = 5

View = Callable[..., HttpResponse]
# The stub knows one kind of view only.
with_session: Callable[[View], View] = decorator_from_middleware(SessionMiddleware)  # type: ignore[assignment]  # above


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Send the signatory to the guild (POST), or show the result (GET)."""
    try:
        signature = links.follow(token, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    guild = membership.guild_or_404(signature, slug)
    if request.method != "POST":
        if signature.attestations.filter(method=METHOD, guild=guild).exists():
            own_url = settings.SITE_URL + reverse("manage", args=[token])
            return signing.thanks(request, signature, own_url="" if signature.email else own_url)
        return link_pages.private(redirect(membership.address(token, guild)))
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    return _leave(request, token, signature, guild)


@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Handle the return from the guild: accept its answer as evidence, or reject it."""
    state = request.GET.get("state", "")
    link = _take_link(request, f"{provider_id} {state}")
    kept = statekit.unstash_state(request, provider_id=provider_id, state_id=state)
    _forget_session(request)
    if link is None:
        page = render(request, "members/sign_in_over.html", status=HTTPStatus.FORBIDDEN)
        return link_pages.private(page)
    try:
        signature = links.follow(link, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    guild = membership.guild_or_404(signature, provider_id)
    try:
        _prove(request, signature, guild, kept)
    except ClosedStatementError as error:
        return link_pages.private(signing.closed(request, error.text))
    except UsedLinkError as error:
        return link_pages.page(request, error)
    except tuple(REFUSALS) as error:
        return _refuse(request, link, signature, guild, error)
    return link_pages.private(redirect("guild_sign_in", link, guild.slug))


@with_session
def _leave(request: HttpRequest, link: str, signature: Signature, guild: Guild) -> HttpResponse:
    found = _settings_of(guild)
    try:
        check_time(signature)
    except ClosedStatementError as error:
        return link_pages.private(signing.closed(request, error.text))
    if flood := _over_limit(request):
        return signing.too_many(request, flood)
    state = secrets.token_urlsafe(32)
    _keep_link(request, f"{guild.slug} {state}", link)
    try:
        url = provider.begin(request, found, state=state, nonce=secrets.token_urlsafe(32))
    except ProviderAwayError as error:
        _take_link(request, f"{guild.slug} {state}")
        _forget_session(request)
        return _refuse(request, link, signature, guild, error)
    # A page, not a redirect: the content security policy lets forms lead only to this site.
    context = {"guild": guild, "url": url, "text": signature.text_version}
    page = render(request, "members/leaving.html", context)
    return link_pages.private(page)


def _prove(
    request: HttpRequest, signature: Signature, guild: Guild, kept: dict[str, Any] | None
) -> None:
    if kept is None:
        raise LateError
    if request.GET.get("error") == "access_denied":
        raise CancelledError
    if "error" in request.GET:
        raise ProviderAwayError(request.GET["error"])
    if "code" not in request.GET:
        raise BadSignInError("code")
    found = _settings_of(guild)
    guild_sign_in.prove(signature, found, provider.finish(request, found, kept))


def _settings_of(guild: Guild) -> GuildSignIn:
    found = get_object_or_404(GuildSignIn.objects.select_related("guild"), guild=guild)
    if METHOD not in guild.methods or not found.is_ready:
        raise Http404
    return found


def _refuse(
    request: HttpRequest, link: str, signature: Signature, guild: Guild, error: RefusedError
) -> HttpResponse:
    status, words = REFUSALS[type(error)]
    # The address of this page cannot be opened again, so the page shows another one.
    url = settings.SITE_URL + membership.address(link, guild)
    said = {"error": words % {"guild": guild.name}, "url": url}
    page = membership.membership_page(
        request, link, signature, guild, status=status, **{METHOD: said}
    )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        page.headers["Retry-After"] = str(int(settings.PROVIDER_REST.total_seconds()))
    return page


def _over_limit(request: HttpRequest) -> FloodError | None:
    source = sources.source_of(request)
    if source.shared:
        return None
    hits = rate_limits.count(f"guild sign-in {source.limited}", settings.SIGN_IN_LIMITS)
    over = rate_limits.exceeded(hits, settings.SIGN_IN_LIMITS)
    return FloodError(over) if over else None


def _keep_link(request: HttpRequest, way: str, link: str) -> None:
    """Keep ``link`` for the return with ``way``, a guild and a state; no other can use it."""
    kept = list(request.session.get(WAYS_OUT, {}).items())[1 - MOST_WAYS_OUT :]
    request.session[WAYS_OUT] = {**dict(kept), way: tokens.seal(link, purpose="own link")}


def _take_link(request: HttpRequest, way: str) -> str | None:
    """Return the link kept for ``way``: only once, and only in the browser it left with."""
    kept = request.session.get(WAYS_OUT, {})
    sealed = kept.pop(way, None)
    if sealed is None:
        return None
    request.session[WAYS_OUT] = kept
    return tokens.unseal(sealed, purpose="own link")


def _forget_session(request: HttpRequest) -> None:
    """End the session, unless it is an organizer's or another sign-in is in progress in it."""
    if request.session.get(WAYS_OUT):
        return
    for key in (WAYS_OUT, statekit.STATES_SESSION_KEY):
        request.session.pop(key, None)
    if SESSION_KEY not in request.session:
        request.session.flush()
