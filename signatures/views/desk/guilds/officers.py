"""Owners' pages to choose who acts for a guild."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.guilds import officers as actions
from signatures.errors import OtherGuildError
from signatures.forms.guilds.officers import NewOfficerForm, other_guild
from signatures.models import Guild, Right, User
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page


@requires(Right.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def officers(request: SignedInRequest, slug: str) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    form = NewOfficerForm(request.POST if request.method == "POST" else None, guild=guild)
    if request.method == "POST" and form.is_valid():
        try:
            officer = actions.add(guild, **form.cleaned_data, by=request.user)
        except OtherGuildError:  # became another guild's officer just now
            form.add_error("email", other_guild())
        else:
            _welcome(request, officer.user)
            return redirect("desk_officers", slug)
    context = {
        "guild": guild,
        "officers": guild.officers.select_related("user").order_by("user__email"),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return desk_page(request, "desk/guilds/officers.html", context, status=status)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def remove_officer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    officer = get_object_or_404(guild.officers.select_related("user", "guild"), user=pk)
    if actions.remove(officer, by=request.user):
        text = gettext("%s is no longer an officer.")
        messages.success(request, text % officer.user.email)
    return redirect("desk_officers", slug)


def _welcome(request: SignedInRequest, user: User) -> None:
    """Say what happens next. People who have a password need no link to set one."""
    if user.has_usable_password():
        text = gettext("%s is now an officer and signs in as before.")
    else:
        text = gettext("%s is now an officer. We are e-mailing them a link to set a password.")
    messages.success(request, text % user.email)
