"""Ways that are paused after wrong attempts, as officers and owners see them, and open again."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from signatures.actions.guilds import attempts as actions
from signatures.models import Guild
from signatures.models.proof_methods import METHODS
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest


@for_officers
@require_POST
@reauthentication_required
def open_again(request: SignedInRequest, guild: Guild, method: str) -> HttpResponse:
    actions.open_again(guild, method, by=request.user)
    messages.success(request, opened())
    return redirect("guild", guild.slug)


def rows(guild: Guild) -> list[dict[str, Any]]:
    """Return the paused ways of ``guild`` with their labels."""
    return [
        {"method": name, "label": METHODS[name].label, "pause": pause}
        for name, pause in actions.paused(guild).items()
    ]


def limits() -> list[tuple[str, int]]:
    """Return the label of each way and how many wrong attempts an hour pause it."""
    found = settings.GUILD_WRONG_ATTEMPTS
    return [(METHODS[name].label, most) for name, most in found.items()]


def opened() -> str:
    return gettext("Open again. If the wrong attempts go on, it pauses again.")
