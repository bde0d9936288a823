"""Sign-in at a guild's own server, to verify one signature.

A session exists from the button to the return. It holds nothing that signs anyone in, only the
state and the signatory's own link, sealed. No one else gets the link: it is in no address that
the guild's server sees.
"""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.actions.guilds.sign_in import openid
from signatures.actions.mail import links
from signatures.actions.signing.attest import check_time
from signatures.errors import (
    ClosedStatementError,
    ProviderAwayError,
    RefusedError,
    UsedLinkError,
)
from signatures.models import Attestation, Guild, GuildSignIn, Signature
from signatures.views import sources
from signatures.views.members import membership
from signatures.views.members.sign_in import attempts, trial
from signatures.views.members.sign_in.attempts import PendingSignIn
from signatures.views.members.sign_in.messages import REFUSALS, LateError, refusal
from signatures.views.signing import links as link_pages
from signatures.views.signing import sign as signing

logger = logging.getLogger(__name__)

METHOD = Attestation.Method.GUILD_SSO


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
    pending = attempts.pop(request, provider_id, request.GET.get("state", ""))
    attempts.end_session(request)
    if pending is not None and pending.test:
        return trial.finish(request, provider_id, pending)
    if pending is None or pending.link is None:
        page = render(request, "members/sign_in_over.html", status=HTTPStatus.FORBIDDEN)
        return link_pages.private(page)
    try:
        signature = links.follow(pending.link, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    guild = membership.guild_or_404(signature, provider_id)
    try:
        _prove(request, signature, guild, pending)
    except ClosedStatementError as error:
        return link_pages.private(signing.closed(request, error.text))
    except UsedLinkError as error:
        return link_pages.page(request, error)
    except tuple(REFUSALS) as error:
        return _refuse(request, pending.link, signature, guild, error)
    return link_pages.private(redirect("guild_sign_in", pending.link, guild.slug))


@attempts.with_session
def _leave(request: HttpRequest, link: str, signature: Signature, guild: Guild) -> HttpResponse:
    found = _settings_of(guild)
    try:
        check_time(signature)
    except ClosedStatementError as error:
        return link_pages.private(signing.closed(request, error.text))
    if flood := attempts.over_limit(request, signature.statement):
        return signing.too_many(request, flood)
    attempt = attempts.begin(request, guild.slug, link=link)
    back = attempts.callback_address(guild.slug)
    try:
        url = openid.authorization_url(found, attempt, back=back)
    except ProviderAwayError as error:
        attempts.pop(request, guild.slug, attempt.state)
        attempts.end_session(request)
        return _refuse(request, link, signature, guild, error)
    # A page, not a redirect: the content security policy lets forms lead only to this site.
    context = {"guild": guild, "url": url, "text": signature.text_version}
    page = render(request, "members/leaving.html", context)
    return link_pages.private(page)


def _prove(
    request: HttpRequest, signature: Signature, guild: Guild, pending: PendingSignIn
) -> None:
    if pending.is_late:
        raise LateError("it took longer than ten minutes")
    found = _settings_of(guild)
    back = attempts.callback_address(guild.slug)
    member = openid.finish(found, pending.attempt, request.GET.dict(), back=back)
    guild_sign_in.prove(signature, found, member)


def _settings_of(guild: Guild) -> GuildSignIn:
    found = get_object_or_404(GuildSignIn.objects.select_related("guild"), guild=guild)
    if METHOD not in guild.methods or not found.is_ready:
        raise Http404
    return found


def _refuse(
    request: HttpRequest, link: str, signature: Signature, guild: Guild, error: RefusedError
) -> HttpResponse:
    status, words = refusal(error)
    logger.warning("Sign-in with %s refused: %s: %s", guild.slug, type(error).__name__, error)
    # The address of this page cannot be opened again, so the page shows another one.
    url = settings.SITE_URL + membership.address(link, guild)
    said = {"error": words % {"guild": guild.name}, "url": url}
    page = membership.membership_page(
        request, link, signature, guild, status=status, **{METHOD: said}
    )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        page.headers["Retry-After"] = str(int(settings.PROVIDER_REST.total_seconds()))
    return page
