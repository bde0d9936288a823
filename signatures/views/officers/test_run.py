"""Page for officers of a test run with three invented members."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from signatures.actions.guilds import rehearsal
from signatures.models import Guild
from signatures.models.proof_methods import METHODS
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def test_run(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """Say what a test run does. POST runs it and shows the outcome, which is not kept either."""
    found = rehearsal.run(guild, by=request.user) if request.method == "POST" else None
    context = {
        "guild": guild,
        "people": rehearsal.PEOPLE,
        "has_run": found is not None,
        "rows": [{"label": METHODS[each.method].label, "result": each} for each in found or []],
    }
    return render(request, "officers/test_run.html", context)
