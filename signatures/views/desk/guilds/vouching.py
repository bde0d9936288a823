"""Owners' pages on a guild's vouching officers: how much they vouch, and how carefully."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.guilds.vouching import revocations as vouching_revocations
from signatures.actions.guilds.vouching import statistics as vouching_numbers
from signatures.forms.guilds.vouching import TakeBackAnswersForm
from signatures.models import Attestation, Guild, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page


@requires(Right.PEOPLE)
@require_safe
def vouching(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Guild, slug=slug))


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def take_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Revoke what one officer has approved since a given time."""
    guild = get_object_or_404(Guild, slug=slug)
    form = TakeBackAnswersForm(request.POST, guild=guild)
    if not form.is_valid():
        return _page(request, guild, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    taken = vouching_revocations.revoke_proofs(guild, **form.cleaned_data, by=request.user)
    words = ngettext("%d mark is being removed.", "%d marks are being removed.", taken) % taken
    messages.success(request, words)
    return redirect("desk_vouching", guild.slug)


def _page(
    request: SignedInRequest,
    guild: Guild,
    form: TakeBackAnswersForm | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "guild": guild,
        "is_on": Attestation.Method.GUILD_OFFICER in guild.methods,
        "numbers": vouching_numbers.of_guild(guild),
        "officers": vouching_numbers.by_officer(guild),
        "form": form or TakeBackAnswersForm(guild=guild),
    }
    return desk_page(request, "desk/guilds/vouching.html", context, status=status)
