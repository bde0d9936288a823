"""Owners' page about wrong attempts to prove membership: which ways are paused, and open again."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.guilds import attempts as actions
from signatures.models import Guild, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page
from signatures.views.officers import pauses


@requires(Right.PEOPLE)
@require_safe
def attempts(request: SignedInRequest, slug: str) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    context = {"guild": guild, "rows": pauses.rows(guild), "limits": pauses.limits()}
    return desk_page(request, "desk/guilds/attempts.html", context)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def open_again(request: SignedInRequest, slug: str, method: str) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    actions.open_again(guild, method, by=request.user)
    messages.success(request, pauses.opened())
    return redirect("desk_attempts", guild.slug)
