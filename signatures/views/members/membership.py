"""Page on which signatories show, by one of a guild's methods, that they are members."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from signatures.actions.guilds.codes import claims as codes
from signatures.actions.mail import links
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.forms.signing import guilds
from signatures.models import Guild, Signature, Token
from signatures.views.members import ways
from signatures.views.signing import links as link_pages

CONFIRM, MANAGE = Token.Purpose.CONFIRM, Token.Purpose.MANAGE
CONFIRMED = [Signature.State.HELD, Signature.State.PUBLISHED]
BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


def address(link: str, guild: Guild | None = None) -> str:
    """Return the address at which the signatory behind ``link`` shows membership."""
    path = reverse("membership", args=[link])
    return f"{path}?{urlencode({'guild': guild.slug})}" if guild else path


def can_be_shown(signature: Signature) -> bool:
    """Return whether there is a guild, and a signature that its proof would count for."""
    state = signature.state
    return bool(guilds()) and (state == Signature.State.PENDING or state in CONFIRMED)


@never_cache
@require_safe
def membership(request: HttpRequest, token: str) -> HttpResponse:
    """Show the guilds to choose from, and the methods of the chosen one."""
    try:
        signature = links.follow(token, MANAGE)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    chosen = request.GET.get("guild", "")
    guild = guild_or_404(signature, chosen) if chosen else None
    return membership_page(request, token, signature, guild)


@never_cache
@require_http_methods(["POST"])
def show_membership(request: HttpRequest, token: str) -> HttpResponse:
    """Lead someone who has confirmed by the link ``token`` to this page, by a link of their own.

    Few people ask for it, so that link is made here and not with each confirmation.
    """
    try:
        signature = links.follow(token, CONFIRM)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    if signature.can_be_confirmed or signature.state not in CONFIRMED:
        return link_pages.private(redirect("confirm", token))
    return link_pages.private(redirect(address(links.make_own(signature))))


def guild_or_404(signature: Signature, slug: str) -> Guild:
    """Return a guild that can vouch for ``signature`` at present. Raises Http404."""
    found = choices(signature).get(slug)
    if found is None:
        raise Http404
    return found


def choices(signature: Signature) -> dict[str, Guild]:
    only = signature.statement.guild_id
    return {slug: each for slug, each in guilds().items() if only in (None, each.pk)}


def membership_page(
    request: HttpRequest,
    token: str,
    signature: Signature,
    guild: Guild | None,
    *,
    status: int = HTTPStatus.OK,
    **forms: Any,
) -> HttpResponse:
    """Show the page; ``forms`` are the submitted forms by method, with their errors."""
    found = choices(signature)
    if guild is None and len(found) == 1:
        [guild] = found.values()
    context = {
        "text": signature.text_version,
        "statement": signature.statement,
        "signature": signature,
        "is_pending": signature.state == Signature.State.PENDING,
        "token": token,
        "guild": guild,
        "guilds": [
            {"name": each.name, "url": address(token, each), "chosen": each == guild}
            for each in found.values()
        ],
        "ways": ways.of(guild, signature, forms) if guild else [],
        "code_is_no_good": codes.is_of_no_use(signature),
        "nothing": _(
            "You cannot show membership of this guild at present. Choose another guild, or come "
            "back later."
        ),
        "own_url": link_pages.own_address(token),
    }
    page = render(request, "members/membership.html", context, status=status)
    return link_pages.private(page)
