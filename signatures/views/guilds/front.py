from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from signatures.actions import counts
from signatures.models import Guild, Statement, TextVersion
from signatures.views.guilds.door import for_officers, guild_of


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Lead an officer to the pages of their guild, and an organizer to the desk."""
    guild = guild_of(request)
    return redirect("guild", guild.slug) if guild else redirect("desk")


@for_officers
@require_safe
def front(request: HttpRequest, guild: Guild) -> HttpResponse:
    """How many signed as members of the guild: totals, and never who."""
    statements = Statement.objects.public()
    titles = {text.statement_id: text.title for text in TextVersion.objects.current()}
    numbers = counts.of_guild(guild)
    rows = [
        {"statement": each, "title": titles.get(each.pk, each.slug), "members": numbers[each.pk]}
        for each in statements
        if numbers.get(each.pk)
    ]
    return render(request, "guilds/front.html", {"guild": guild, "rows": rows})
