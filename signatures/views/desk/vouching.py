"""What owners see of a guild's officers who vouch: how much, and how closely they look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from signatures.actions import vouching_numbers
from signatures.models import Attestation, Guild, Right
from signatures.views.desk.door import requires
from signatures.views.desk.page import desk_page


@requires(Right.PEOPLE)
@require_safe
def vouching(request: HttpRequest, slug: str) -> HttpResponse:
    guild = get_object_or_404(Guild, slug=slug)
    context = {
        "guild": guild,
        "is_on": Attestation.Method.GUILD_OFFICER in guild.methods,
        "numbers": vouching_numbers.of_guild(guild),
        "officers": vouching_numbers.by_officer(guild),
        "goal": vouching_numbers.GOAL,
    }
    return desk_page(request, "desk/vouching.html", context)
