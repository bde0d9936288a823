"""Officers' page about sign-in with their guild: its settings, and a test with an own account."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from signatures.models import Attestation, Guild, GuildSignIn
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest
from signatures.views.members.sign_in import trial
from signatures.views.members.sign_in.attempts import callback_address


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def sign_in(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """Show the settings and the report of the last test. POST begins a test."""
    if request.method == "POST":
        return trial.begin(request, guild, page="officers")
    context = {
        "guild": guild,
        "sign_in": GuildSignIn.objects.filter(guild=guild).first(),
        "callback": callback_address(guild.slug),
        "is_on": Attestation.Method.GUILD_SSO in guild.methods,
        "report": trial.report(request, guild),
    }
    return render(request, "officers/sign_in.html", context)
