"""Statistics of a statement, from tallies alone: no page ever counts signatures."""

import dataclasses
from collections.abc import Mapping
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures, tallies
from signatures.actions.monitoring import reduced_mode
from signatures.models import Guild, Occupation, Statement, Tally
from signatures.models.proof_methods import GUILD_METHODS, METHODS, NO_PROOF
from signatures.renditions.pictures import charts, goals
from signatures.renditions.small_counts import Count, hide_small_parts
from signatures.text.countries import names as countries
from signatures.views import public
from signatures.views.health.reduced import reduced_page

Dimension = Tally.Dimension
DRAWN = [
    Dimension.PROOF,
    Dimension.GUILD,
    Dimension.OCCUPATION,
    Dimension.COUNTRY,
    Dimension.DAY,
]
MOST_DAYS = 200  # beyond this the line shows weeks
TOP = 12  # bars shown at first; a click shows the others
DAY = timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Bars:
    """One table of bars; ``more`` are those below the first TOP."""

    id: str
    heading: str
    first: list[charts.Bar]
    more: list[charts.Bar]
    others: charts.Bar | None
    note: str = ""


@require_safe
@public.cached()
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    text = public.public_text_or_404(request, slug)
    statement = text.statement
    if reduced_mode.is_on():
        return reduced_page(request, text)
    totals = tallies.totals(statement, *DRAWN)
    context = {
        "nav": "numbers",
        "text": text,
        "statement": statement,
        "counts": figures.of(statement),
        "groups": [each for each in _groups(totals) if each.first or each.others],
        **_over_time(statement, totals[Dimension.DAY]),
    }
    return render(request, "record/statistics/statistics.html", context)


def _groups(totals: Mapping[str, Mapping[str, int]]) -> list[Bars]:
    shown = _("Only signatories who show it are counted.")
    members = _("Members signed as individuals, not for their guild.")
    proofs = {
        **{name: method.label for name, method in METHODS.items()},
        NO_PROOF: _("Added by the campaign team, not confirmed"),
    }
    occupations = _names(Occupation, totals[Dimension.OCCUPATION])
    guilds = _names(Guild, totals[Dimension.GUILD])
    return [
        _bars(
            "methods",
            _("How signatures were verified"),
            totals[Dimension.PROOF],
            proofs,
            counts=_by_proof(totals[Dimension.PROOF]),
        ),
        _bars(
            "guilds",
            _("Guilds"),
            totals[Dimension.GUILD],
            guilds,
            members,
            counts=hide_small_parts(totals[Dimension.GUILD]),
        ),
        _bars("occupations", _("Occupations"), totals[Dimension.OCCUPATION], occupations, shown),
        _bars("countries", _("Countries"), totals[Dimension.COUNTRY], countries("en"), shown),
    ]


def _bars(
    id: str,
    heading: str,
    totals: Mapping[str, int],
    names: Mapping[str, str],
    note: str = "",
    *,
    counts: Mapping[str, Count] | None = None,
) -> Bars:
    named = {names[value]: total for value, total in totals.items() if value in names}
    shown = counts and {names[each]: count for each, count in counts.items() if each in names}
    bars, others = charts.bars(named, counts=shown)
    return Bars(id, heading, bars[:TOP], bars[TOP:], others, note)


def _by_proof(totals: Mapping[str, int]) -> dict[str, Count]:
    """Return the numbers verified by e-mail and added, and what may be shown per guild method."""
    of_guilds = {
        each.name.value: totals[each.name.value]
        for each in GUILD_METHODS
        if each.name.value in totals
    }
    return {each: Count(total) for each, total in totals.items()} | hide_small_parts(of_guilds)


def _names(model: type[Guild] | type[Occupation], totals: Mapping[str, int]) -> dict[str, str]:
    return {
        str(pk): name for pk, name in model.objects.filter(pk__in=totals).values_list("pk", "name")
    }


def _over_time(statement: Statement, totals: Mapping[str, int]) -> dict[str, object]:
    """Return two charts since publication, with their data: new signatures, and all of them."""
    first, today = statement.public_since.date(), timezone.now().date()
    before = sum(total for day, total in totals.items() if date.fromisoformat(day) < first)
    since = [first + ago * DAY for ago in range((today - first).days + 1)]
    days = [(day, totals.get(str(day), 0)) for day in since]
    running = charts.sums([number for _day, number in days], before)
    reached = charts.milestones(running, goals.numbers(statement))
    by_week = len(days) > MOST_DAYS
    drawn = charts.weeks(days) if by_week else days
    at = [place for _number, place in reached]
    return {
        "by_week": by_week,
        "before": before,
        "new": charts.line([number for _day, number in drawn]),
        "all": charts.line(running, at=at),
        "rows": [(_in_words(day), number) for day, number in reversed(drawn)],
        "from_day": _in_words(first),
        "to_day": _in_words(today),
        "milestones": [
            (number, _in_words(since[place]), number == statement.goal, place == 0 and before > 0)
            for number, place in reached
        ],
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
    }


def _in_words(day: date) -> str:
    return date_format(day, "j F Y")
