from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures, tallies
from signatures.models import Audit, Guild, Refusal, Statement, Tally
from signatures.models.proof_methods import GUILD_METHODS, strongest_first
from signatures.renditions import audits, organizations
from signatures.renditions.signatories import in_words
from signatures.renditions.small_counts import Count, hide_small_parts
from signatures.views import public

Dimension = Tally.Dimension
MOST_AUDITS = 12


def _methods(by_proof: dict[str, int]) -> list[tuple[str, Count]]:
    """Return each guild method and how many signatures it verified, the strongest first."""
    names = [each.name.value for each in GUILD_METHODS]
    shown = hide_small_parts({each: by_proof[each] for each in names if each in by_proof})
    return [(each.label, shown[each.name]) for each in strongest_first() if each.name in shown]


@require_safe
@public.cached()
def checks_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how signatures are checked, and how many were verified, rejected and withdrawn."""
    text = public.public_text_or_404(request, slug)
    statement = text.statement
    totals = tallies.totals(statement, Dimension.GUILD, Dimension.PROOF)
    members = totals[Dimension.GUILD]
    guilds = Guild.objects.filter(pk__in=members)
    counts = figures.of(statement)
    shown = Audit.objects.filter(statement=statement, shown=True)[:MOST_AUDITS]
    context = {
        "text": text,
        "statement": statement,
        "counts": counts,
        "refusals": _refusals(statement, counts.rejected),
        "guilds": organizations.members(guilds, members),
        "too_many": _too_many(guilds, members),
        "methods": _methods(totals[Dimension.PROOF]),
        "ways": strongest_first(),
        "audits": audits.lines(shown),
        "today": in_words(timezone.now()),
    }
    return render(request, "record/checks/checks.html", context)


def _too_many(guilds: Iterable[Guild], numbers: dict[str, int]) -> list[Guild]:
    """Return the guilds with more signatures than members, as far as the shown numbers tell."""
    shown = hide_small_parts(numbers)
    return [each for each in guilds if shown[str(each.pk)].is_more_than(each.members)]


def _refusals(statement: Statement, rejected: int) -> list[tuple[str, int]]:
    """Return each reason for rejecting with its number. The numbers add up to ``rejected``.

    Signatures rejected before there were codes of reasons count as OTHER.
    """
    found = tallies.refusals(statement)
    known = {code: found.get(code, 0) for code in Refusal.values if code != Refusal.OTHER}
    known[Refusal.OTHER] = rejected - sum(known.values())
    return [(str(Refusal(code).label), number) for code, number in known.items() if number > 0]
