"""Guilds whose members can be attested, and what the site says about each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from signatures.actions.record_keeping import edits
from signatures.forms.guilds.guilds import GuildForm
from signatures.models import Guild, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page


@requires(Right.STATEMENTS)
@require_safe
def guilds(request: SignedInRequest) -> HttpResponse:
    return desk_page(request, "desk/guilds/guilds.html", {"guilds": Guild.objects.all()})


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    return editing.edit_page(
        request,
        _form(request, Guild()),
        save=lambda row, seen: edits.add(row, by=request.user),
        back=reverse("desk_guilds"),
        heading=gettext("Add a guild"),
    )


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def guild(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Guild, pk=pk)
    return editing.edit_page(
        request,
        _form(request, found),
        save=lambda row, seen: edits.save(row, by=request.user, seen=seen),
        back=reverse("desk_guilds"),
        heading=found.name,
        guild=found,
    )


def _form(request: SignedInRequest, guild: Guild) -> GuildForm:
    is_owner = request.user.may(Right.GUILDS)
    return GuildForm(**editing.typed(request), instance=guild, is_owner=is_owner)
