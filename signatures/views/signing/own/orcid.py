"""Page on which signatories link their ORCID iD, and their return from ORCID.

A session exists from the button to the return, as in ``views.members.sign_in.journey``. It holds
the state and the signatory's own link, sealed; ORCID sees neither the link nor the statement.
"""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from signatures.actions.guilds.sign_in import openid
from signatures.actions.mail import links
from signatures.actions.signing import changing
from signatures.actions.signing.linked_identities import orcid
from signatures.errors import (
    BadSignInError,
    BrokenLinkError,
    CancelledError,
    ExpiredLinkError,
    ProviderAwayError,
    RefusedError,
    UsedLinkError,
    UsedOrcidError,
)
from signatures.models import Signature, Token
from signatures.renditions.people import linked_orcids
from signatures.views import sources
from signatures.views.members.sign_in import attempts
from signatures.views.members.sign_in.messages import LateError
from signatures.views.signing import links as link_pages
from signatures.views.signing.answers import come_back, too_many

logger = logging.getLogger(__name__)

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)
REFUSALS = {
    CancelledError: (
        HTTPStatus.FORBIDDEN,
        _("You did not go through with signing in at ORCID, so it told us nothing."),
    ),
    LateError: (
        HTTPStatus.GONE,
        _("The sign-in took longer than ten minutes and expired. Sign in again."),
    ),
    ProviderAwayError: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("ORCID does not answer at present. Try again in a minute."),
    ),
    BadSignInError: (
        HTTPStatus.BAD_GATEWAY,
        _("What ORCID answered is not certain to be about you, so nothing is linked. Try again."),
    ),
    UsedOrcidError: (
        HTTPStatus.CONFLICT,
        _(
            "Another signature of this statement has this ORCID iD. If it is yours too, remove the "
            "ORCID iD there first."
        ),
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def linked_orcid(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is linked; POST leaves for ORCID, or removes the iD."""
    try:
        signature = _signature(token)
        if "remove" in request.POST:
            orcid.forget(token)
            return link_pages.private(redirect("linked_orcid", token))
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    if request.method != "POST" or not _can_link(signature):
        return _page(request, signature, token)
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    return _leave(request, signature, token)


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Handle the return from ORCID: link the iD, or say why not."""
    pending = attempts.pop(request, attempts.ORCID, request.GET.get("state", ""))
    attempts.end_session(request)
    if pending is None or pending.link is None:
        page = render(request, "members/sign_in_over.html", status=HTTPStatus.FORBIDDEN)
        return link_pages.private(page)
    try:
        signature = _signature(pending.link)
        if pending.is_late:
            raise LateError("it took longer than ten minutes")
        found = orcid.signed_in(pending.attempt, request.GET.dict(), back=callback_address())
        orcid.link(pending.link, found)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    except tuple(REFUSALS) as error:
        return _refuse(request, signature, pending.link, error)
    return link_pages.private(redirect("linked_orcid", pending.link))


def callback_address() -> str:
    """Return the address that ORCID sends people back to. ORCID has to know it."""
    return settings.SITE_URL + reverse("orcid_callback")


@attempts.with_session
def _leave(request: HttpRequest, signature: Signature, token: str) -> HttpResponse:
    server = orcid.provider()
    if server is None:
        raise Http404
    if flood := attempts.over_limit(request, signature.statement):
        return too_many(request, flood)
    attempt = attempts.begin(request, attempts.ORCID, link=token)
    try:
        url = openid.authorization_url(server, attempt, back=callback_address())
    except ProviderAwayError as error:
        attempts.pop(request, attempts.ORCID, attempt.state)
        attempts.end_session(request)
        return _refuse(request, signature, token, error)
    # A page, not a redirect: the content security policy lets forms lead only to this site.
    context = {"url": url, "text": signature.text_version}
    page = render(request, "signing/own_signature/leaving_for_orcid.html", context)
    return link_pages.private(page)


def _signature(token: str) -> Signature:
    """Return the signature of ``token``. Raises one of BAD_LINKS, and Http404 without ORCID."""
    signature = links.follow(token, Token.Purpose.MANAGE)
    if signature.state not in changing.CHANGEABLE or signature.is_erased:
        raise UsedLinkError
    if not orcid.is_offered(signature.statement):
        raise Http404
    return signature


def _can_link(signature: Signature) -> bool:
    linked = orcid.of(signature)
    is_named = signature.display in Signature.NAMED
    return is_named and orcid.is_confirmed(signature) and not (linked and linked.is_removed)


def _refuse(
    request: HttpRequest, signature: Signature, token: str, error: RefusedError
) -> HttpResponse:
    status, words = next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)
    logger.warning("Sign-in with ORCID refused: %s: %s", type(error).__name__, error)
    page = _page(request, signature, token, problem=words, status=status)
    if isinstance(error, ProviderAwayError):
        return come_back(page, settings.PROVIDER_REST)
    return page


def _page(
    request: HttpRequest,
    signature: Signature,
    token: str,
    *,
    problem: object = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    linked = orcid.of(signature)
    context = {
        "linked": linked,
        "url": linked_orcids.address(linked.orcid) if linked else "",
        "is_named": signature.display in Signature.NAMED,
        "is_confirmed": orcid.is_confirmed(signature),
        "problem": problem,
        # The address of the return cannot be opened again, so the page shows another one.
        "own_url": settings.SITE_URL + reverse("linked_orcid", args=[token]) if problem else "",
        "text": signature.text_version,
        "statement": signature.statement,
        "token": token,
    }
    template = "signing/own_signature/orcid.html"
    return link_pages.private(render(request, template, context, status=status))
