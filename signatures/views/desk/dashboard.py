"""Dashboard of a statement: its current numbers in charts, with tables behind them."""

from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures, tallies
from signatures.actions.counts import totals as counts
from signatures.actions.mail import health as mail_health
from signatures.actions.monitoring import recent, sources, submitted
from signatures.actions.monitoring.sources import Source, Sources
from signatures.actions.signing import next_steps
from signatures.models import Right, Signature, Statement, Tally
from signatures.models.proof_methods import METHODS, NO_PROOF
from signatures.renditions.pictures import charts, hours
from signatures.renditions.small_counts import SMALL, Count
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import operation
from signatures.views.desk.layout import desk_page, statement_or_404

State = Signature.State
PROOF = Tally.Dimension.PROOF

STATES = [
    (State.PUBLISHED, _("Published")),
    (State.HELD, _("Under review")),
    (State.REJECTED, _("Not accepted")),
    (State.WITHDRAWN, _("Withdrawn")),
]
PROOFS = {
    "email": _("By e-mail"),
    "guild": _("By a guild"),
    NO_PROOF: _("Added by organizers"),
}


class SourceRow(NamedTuple):
    """A row of a table with a bar; ``share`` is in percent of all signatures looked at."""

    bar: charts.Bar
    share: int
    source: Source


@requires(Right.NUMBERS)
@require_safe
def dashboard(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    now = timezone.now()
    found = sources.of_a_day(statement, now=now)
    sees_networks = request.user.may(Right.SIGNATURES)
    fewest = 1 if sees_networks else SMALL
    context = {
        "now": now,
        "counts": figures.of(statement),
        **_states(statement, now),
        **_over_time(statement, now),
        **_by_day(statement, now),
        "next_steps": next_steps.chosen(statement),
        "sources": found,
        "sees_networks": sees_networks,
        "fewest": fewest,
        "networks": _rows(found.networks, found) if sees_networks else [],
        "domains": _rows(found.domains, found, fewest=fewest),
        "methods": _methods(statement, found),
        **_mail(now),
    }
    return desk_page(request, "desk/dashboard.html", context, statement=statement)


def _states(statement: Statement, now: datetime) -> dict[str, Any]:
    """Return how many entered each state today, how many are in it, and the queue's age."""
    found = counts.by_state([statement])
    today = recent.today(statement, now=now)
    total = {state: found.get((statement.pk, state), 0) for state in State}
    return {
        "states": [(label, today.get(state, 0), total[state]) for state, label in STATES],
        "today_is_cut_short": sum(today.values()) >= recent.MOST_LINES,
        "pending": total[State.PENDING],
        "held": total[State.HELD],
        "oldest_held": recent.oldest_held(statement) if total[State.HELD] else None,
    }


def _over_time(statement: Statement, now: datetime) -> dict[str, Any]:
    since = hours.beginning(now) - hours.REACH
    numbers = recent.by_hour(statement, since=since, now=now)
    *over, running = hours.hours(numbers, since=statement.opens_at, now=now)
    drawing = hours.draw(over)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "confirmed_today": sum(number for at, number in numbers.items() if at >= midnight),
        "running": running,
        "hours": over[::-1],
        "line": drawing.line,
        "band": drawing.band,
        "from_hour": over[0].at,
        "to_hour": running.at,
        "bursts": [each for each in [*over, running] if each.is_burst][::-1],
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
    }


def _by_day(statement: Statement, now: datetime) -> dict[str, Any]:
    """Return submitted and confirmed signatures per day, drawn on one scale."""
    days = submitted.by_day(statement, now=now)
    most = max([number for each in days for number in each[1:]], default=0)
    confirmed = charts.line([each.confirmed for each in days], top=most)
    return {
        "days": days[::-1],
        "days_line": charts.line([each.submitted for each in days], top=most),
        "days_band": confirmed.area if confirmed else "",
        "from_day": days[0].on,
        "to_day": days[-1].on,
    }


def _rows(found: list[Source], of: Sources, *, fewest: int = 1) -> list[SourceRow]:
    shown = {each.value: each for each in found if each.total >= fewest}
    bars, _few = _exact_bars({value: each.total for value, each in shown.items()})
    return [
        SourceRow(bar, round(100 * bar.number.least / of.looked_at), shown[bar.label])
        for bar in bars
    ]


def _methods(statement: Statement, of: Sources) -> list[tuple[str | Promise, charts.Bar, int]]:
    """Return each kind of proof, its bar of all published signatures, and its last day's number."""
    lately = {each.value: each.total for each in of.proofs}
    published: dict[str, int] = {}
    for method, number in tallies.totals(statement, PROOF)[PROOF].items():
        known = METHODS.get(method)
        way = "guild" if known and known.is_of_guild else method
        published[way] = published.get(way, 0) + number
    bars, _few = _exact_bars(published)
    return [(PROOFS[bar.label], bar, lately.get(bar.label, 0)) for bar in bars]


def _exact_bars(numbers: dict[str, int]) -> tuple[list[charts.Bar], charts.Bar | None]:
    counts = {name: Count(number) for name, number in numbers.items() if number > 0}
    return charts.bars(numbers, counts=counts)


def _mail(now: datetime) -> dict[str, Any]:
    mail = mail_health.read(now=now)
    return {
        "mail": mail,
        "most_mails": mail_health.MOST_MAILS,
        "most_sent": mail_health.MOST_SENT,
        "mail_troubles": operation.mail_troubles(mail),
    }
