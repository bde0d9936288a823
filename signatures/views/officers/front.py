from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from signatures.actions.counts import totals as counts
from signatures.models import Guild, Statement, TextVersion
from signatures.renditions.small_counts import hide_small
from signatures.renditions.texts import guides
from signatures.views.access.officers import for_officers, guild_of
from signatures.views.officers import checklist, pauses


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Redirect an officer to the pages of their guild, and an organizer to the desk."""
    guild = guild_of(request)
    return redirect("guild", guild.slug) if guild else redirect("desk")


@for_officers
@require_safe
def guide(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Show the officers' guide."""
    context = {"guild": guild, "guide": guides.guide(guides.OFFICERS, {"guild": guild})}
    return render(request, "officers/help.html", context)


@for_officers
@require_safe
def front(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Show how many members of the guild signed each statement: totals, never names.

    A statement that no one has signed is worded like one that a few have signed.
    """
    statements = Statement.objects.in_lists()
    titles = {text.statement_id: text.title for text in TextVersion.objects.current()}
    numbers = counts.of_guild(guild, statements)
    rows = [
        {
            "statement": each,
            "title": titles.get(each.pk, each.slug),
            "members": numbers.get(each.pk, hide_small(0)),
        }
        for each in statements.filter(Q(guild=None) | Q(guild=guild))
    ]
    context = {"guild": guild, "rows": rows, "pauses": pauses.rows(guild)}
    context["checklist"] = checklist.rows(guild)
    return render(request, "officers/front.html", context)
