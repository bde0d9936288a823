from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.counts import totals as counts
from signatures.actions.guilds import memberships, readiness
from signatures.actions.guilds.codes import totals as code_totals
from signatures.models import Guild, Statement, TextVersion
from signatures.models.proof_methods import strongest_first
from signatures.views import public


@require_safe
@public.cached()
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what members of a guild signed, how many did, and how the guild vouches for them."""
    guild = get_object_or_404(Guild.objects.select_related("organization", "sign_in"), slug=slug)
    numbers = counts.of_guild(guild, Statement.objects.public())
    public_ones = Statement.objects.filter(pk__in=numbers).order_by("-publishes_at")
    shown = figures.of_statements(public_ones)
    titles = {
        text.statement_id: text
        for text in TextVersion.objects.current().filter(statement__in=public_ones)
    }
    ways = memberships.ways_used(guild)
    context = {
        "guild": guild,
        "rows": [
            {
                "statement": each,
                "text": titles[each.pk],
                "number": numbers[each.pk],
                "mixed": shown[each.pk].mixed,
                "ways": ways.get(each.pk, 1),
                "is_too_many": numbers[each.pk].is_more_than(guild.members),
            }
            for each in public_ones
            if each.pk in titles
        ],
        "methods": [
            (each, readiness.is_ready(guild, each.name))
            for each in strongest_first()
            if each.name in guild.methods
        ],
        "ledger": code_totals.ledger(guild),
    }
    return render(request, "record/members/members.html", context)
