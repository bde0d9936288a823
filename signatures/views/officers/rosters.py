"""Officers' pages for rosters: download tool and key, upload fingerprints, use a version."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster import keys as roster_keys
from signatures.actions.guilds.roster import versions as actions
from signatures.errors import UsedRosterError
from signatures.forms.guilds.rosters import RulesForm, UploadForm
from signatures.models import Attestation, Guild, Roster
from signatures.text import fingerprints
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest

State = Roster.State
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY
TOOL = Path(fingerprints.__file__)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def roster(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """Show the steps to a roster, and its versions. POST uploads a file."""
    if request.method != "POST" or not roster_keys.are_there():
        return _page(request, guild)
    form = UploadForm(request.POST, request.FILES, guild=guild)
    if not form.is_valid():
        return _page(request, guild, upload=form, status=WRONG)
    made = actions.upload(guild, form.cleaned_data["roster"], by=request.user)
    return redirect("guild_roster_version", guild.slug, made.number)


@for_officers
@require_safe
def tool(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """Serve the script itself, so that the officer runs what the site runs."""
    return _file(TOOL.read_bytes(), TOOL.name, "text/x-python")


@for_officers
@require_POST
@reauthentication_required
def key(request: SignedInRequest, guild: Guild) -> HttpResponse:
    if not roster_keys.are_there():
        return redirect("guild_roster", guild.slug)
    actions.log_key_download(guild, by=request.user)
    text = fingerprints.write_key(roster_keys.of_guild(guild))
    return _file(text.encode(), f"{guild.slug}-key.txt", "text/plain")


@for_officers
@require_POST
@reauthentication_required
def rules(request: SignedInRequest, guild: Guild) -> HttpResponse:
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _page(request, guild, rules=form, status=WRONG)
    actions.set_number_rules(guild, **form.cleaned_data, by=request.user)
    messages.success(
        request, gettext("Saved. Download the key again: it tells the tool about the new rules.")
    )
    return redirect("guild_roster", guild.slug)


@for_officers
@require_safe
def version(request: SignedInRequest, guild: Guild, number: int) -> HttpResponse:
    found = _version_or_404(guild, number)
    context = {"guild": guild, "roster": found, "reasons": _reasons(found)}
    return render(request, "officers/roster_version.html", context)


@for_officers
@require_POST
@reauthentication_required
def use(request: SignedInRequest, guild: Guild, number: int) -> HttpResponse:
    try:
        taken = actions.use(_version_or_404(guild, number), by=request.user)
    except UsedRosterError:
        messages.error(request, gettext("Someone has already decided this."))
    else:
        asked = taken.state == State.ASKED
        words = (
            gettext("We have asked the owners of this site for approval."),
            gettext("This version is now in use."),
        )
        messages.success(request, words[0] if asked else words[1])
    return redirect("guild_roster_version", guild.slug, number)


@for_officers
@require_POST
@reauthentication_required
def delete(request: SignedInRequest, guild: Guild, number: int) -> HttpResponse:
    """Decline a version that is not in use yet, or delete the one in use."""
    found = _version_or_404(guild, number)
    end = actions.delete if found.state == State.CURRENT else actions.decline
    try:
        end(found, by=request.user)
    except UsedRosterError:
        messages.error(request, gettext("Someone has already decided this."))
    else:
        messages.success(request, gettext("Its hashes are deleted within a minute."))
    return redirect("guild_roster", guild.slug)


def _reasons(roster: Roster) -> list[actions.ApprovalReason]:
    return actions.approval_reasons(roster) if roster.state == State.READ else []


def _version_or_404(guild: Guild, number: int) -> Roster:
    found = guild.rosters.select_related("guild", "officer", "approved_by")
    return get_object_or_404(found, number=number)


def _page(
    request: SignedInRequest, guild: Guild, *, status: int = HTTPStatus.OK, **forms: Any
) -> HttpResponse:
    """Show the steps to a roster; ``forms`` is the submitted form, with its errors."""
    known = roster_keys.rules_of(guild)
    initial = {"prefixes": ", ".join(known.prefixes), "check_letter": known.check_letter}
    context = {
        "guild": guild,
        "rows": guild.rosters.all(),
        "in_use": roster_claims.in_use(guild),
        "takes_rosters": Attestation.Method.GUILD_ROSTER in guild.methods,
        "has_key": roster_keys.are_there(),
        "upload": UploadForm(guild=guild),
        "rules": RulesForm(initial=initial),
        **forms,
    }
    return render(request, "officers/roster.html", context, status=status)


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"{content_type}; charset=utf-8", headers=headers)
