"""Owners' pages to approve unusual rosters, and to revoke invented ones."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.guilds.roster import versions as actions
from signatures.errors import SamePersonError, UsedRosterError
from signatures.models import Guild, Right, Roster
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page

State = Roster.State


@requires(Right.PEOPLE)
@require_safe
def rosters(request: SignedInRequest, slug: str) -> HttpResponse:
    """List all versions of a guild's roster: the one that waits for an owner, and the others."""
    guild = get_object_or_404(Guild, slug=slug)
    found = list(guild.rosters.select_related("guild", "officer", "approved_by"))
    context = {
        "guild": guild,
        "asked": [
            {"roster": each, "reasons": actions.approval_reasons(each)}
            for each in found
            if each.state == State.ASKED
        ],
        "rows": [each for each in found if each.state != State.ASKED],
    }
    return desk_page(request, "desk/guilds/rosters.html", context)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def approve(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    said = gettext("In use. Its members can now sign as members.")
    return _decide(request, slug, number, actions.approve, said)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def decline(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return _decide(request, slug, number, actions.decline, gettext("Declined."))


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def revoke(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    said = gettext("Revoked. Its marks are removed within a minute.")
    return _decide(request, slug, number, actions.revoke, said)


def _decide(
    request: SignedInRequest, slug: str, number: int, act: Callable[..., object], said: str
) -> HttpResponse:
    found = Roster.objects.select_related("guild")
    roster = get_object_or_404(found, guild__slug=slug, number=number)
    try:
        act(roster, by=request.user)
    except SamePersonError:
        messages.error(
            request, gettext("You uploaded this version yourself. Another owner has to decide.")
        )
    except UsedRosterError:
        messages.error(request, gettext("Someone has already decided this."))
    else:
        messages.success(request, said)
    return redirect("desk_rosters", slug)
