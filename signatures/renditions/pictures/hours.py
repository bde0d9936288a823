"""Signatures per hour, compared with the usual number at that hour, and hours with bursts."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import quantiles

from signatures.renditions.pictures import charts

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOWN = 48  # hours
DAYS_BEFORE = 7  # days whose same hour defines what is usual
FEWEST_DAYS = 3  # needed to say what is usual
TIMES = 5  # a burst is more than this many times the mean of the day before ...
AT_LEAST = 20  # ... and at least this many signatures
FEWEST_HOURS = 6  # needed for that mean
REACH = SHOWN * HOUR + DAYS_BEFORE * DAY  # how far back the numbers must go


@dataclasses.dataclass(frozen=True)
class Hour:
    """One hour. ``usual`` has the quartiles of that hour on earlier days: lower, median, upper."""

    at: datetime
    number: int
    usual: tuple[float, float, float] | None
    is_burst: bool


@dataclasses.dataclass(frozen=True)
class Drawing:
    """A chart of hours. ``line`` has marks at bursts; ``band`` shows the usual range."""

    line: charts.Line | None
    band: str


def hours(numbers: Mapping[datetime, int], *, since: datetime, now: datetime) -> list[Hour]:
    """Return the last SHOWN complete hours and the current one, oldest first.

    ``numbers`` has signatures by the start of the hour, as far back as REACH, without zeros.
    Hours before ``since`` do not count as usual, because no one could sign then.
    """
    running = beginning(now)
    shown = [running - ago * HOUR for ago in reversed(range(SHOWN + 1))]
    return [_hour(at, numbers, beginning(since)) for at in shown]


def draw(shown: list[Hour]) -> Drawing:
    """Return the chart of ``shown``, which should hold complete hours only."""
    numbers = [each.number for each in shown]
    highs = [each.usual[2] for each in shown if each.usual]
    most = max([*numbers, *map(round, highs)], default=0)
    bursts = [place for place, each in enumerate(shown) if each.is_burst]
    edges = [each.usual and (each.usual[0], each.usual[2]) for each in shown]
    return Drawing(charts.line(numbers, at=bursts, top=most), charts.band(edges, most=most))


def beginning(moment: datetime) -> datetime:
    """Return the start of the hour of ``moment``."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _hour(at: datetime, numbers: Mapping[datetime, int], since: datetime) -> Hour:
    number, usual = numbers.get(at, 0), _usual(at, numbers, since)
    is_more = usual is None or number > usual[2]
    return Hour(at, number, usual, is_more and _is_burst(at, number, numbers, since))


def _usual(
    at: datetime, numbers: Mapping[datetime, int], since: datetime
) -> tuple[float, float, float] | None:
    same = [at - ago * DAY for ago in range(1, DAYS_BEFORE + 1)]
    known = [numbers.get(each, 0) for each in same if each >= since]
    if len(known) < FEWEST_DAYS:
        return None
    low, median, high = quantiles(known, n=4, method="inclusive")
    return low, median, high


def _is_burst(at: datetime, number: int, numbers: Mapping[datetime, int], since: datetime) -> bool:
    before = [at - ago * HOUR for ago in range(1, 25)]
    known = [numbers.get(each, 0) for each in before if each >= since]
    if number < AT_LEAST or len(known) < FEWEST_HOURS:
        return False
    return number > TIMES * sum(known) / len(known)
