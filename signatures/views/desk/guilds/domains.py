"""Owners' pages to see the e-mail domains that a guild's officers added, and remove them."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.guilds.domains import domains as actions
from signatures.errors import SamePersonError
from signatures.models import Attestation, Guild, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page


@requires(Right.PEOPLE)
@require_safe
def domains(request: SignedInRequest, slug: str) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    context = {
        "guild": guild,
        "domains": guild.domains.select_related("added_by"),
        "is_on": Attestation.Method.GUILD_DOMAIN in guild.methods,
    }
    return desk_page(request, "desk/guilds/domains.html", context)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def approve(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    domain = get_object_or_404(guild.domains.select_related("guild"), pk=pk)
    try:
        approved = actions.approve(domain, by=request.user)
    except SamePersonError:
        text = gettext("You added this domain yourself. Another owner has to decide.")
        messages.error(request, text)
    else:
        if approved:
            messages.success(request, gettext("Approved. The officers can confirm it now."))
    return redirect("desk_guild_domains", guild.slug)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    domain = get_object_or_404(guild.domains.select_related("guild"), pk=pk)
    taken = actions.remove(domain, by=request.user)
    words = ngettext(
        "Removed. %d mark is being removed.", "Removed. %d marks are being removed.", taken
    )
    messages.success(request, words % taken)
    return redirect("desk_guild_domains", guild.slug)
