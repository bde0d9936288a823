"""Geometry of charts: bars in a table, and a line over the days. No colours.

Everything is an SVG attribute, because the site's content security policy forbids ``style``.
Lengths along the line are percentages, so that it fills any width and its text keeps its size.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate

from signatures.renditions.small_counts import Count, hide_small

HEIGHT = 200  # of the drawing, in CSS pixels
SCALE_MARGIN = 16  # above the drawing, so that the highest label is not cut off
WIDTH = 1000  # of the line's viewBox, which is stretched to the page
STEPS = 4  # horizontal lines at most, besides the one at zero


@dataclasses.dataclass(frozen=True)
class Bar:
    """One bar. ``length`` is a percentage of the longest bar."""

    label: str
    number: Count
    length: str = "0"


@dataclasses.dataclass(frozen=True)
class Tick:
    """A horizontal line at ``number``: ``y`` in the drawing, ``label_y`` in the scale beside it.

    Both are CSS pixels from the top; the drawing begins SCALE_MARGIN below the top of the scale.
    """

    number: int
    y: str
    label_y: str


@dataclasses.dataclass(frozen=True)
class Mark:
    """A point on the line: ``x`` in percent, ``y`` in CSS pixels from the top."""

    x: str
    y: str


@dataclasses.dataclass(frozen=True)
class Line:
    """A line chart: the SVG path data of the line and of the area below, in WIDTH by HEIGHT."""

    path: str
    area: str
    ticks: list[Tick]
    marks: list[Mark]


def bars(
    numbers: Mapping[str, int], *, counts: Mapping[str, Count] | None = None
) -> tuple[list[Bar], Bar | None]:
    """Return a bar for each name, longest first, and one bar for all small numbers together.

    Small numbers are combined because a trait that few people share identifies them. The last
    bar is None if there are none. ``counts``, if given, are the numbers that may be shown.
    """
    known = counts or {name: hide_small(number) for name, number in numbers.items()}
    shown = {name: count for name, count in known.items() if not count.is_small}
    rest = hide_small(sum(numbers[name] for name in known.keys() - shown.keys()))
    longest = max([rest.least, *(count.least for count in shown.values())])
    found = [Bar(name, count, _percent(count.least, longest)) for name, count in shown.items()]
    found.sort(key=lambda bar: (-bar.number.least, bar.label))
    if not any(numbers[name] > 0 for name in known.keys() - shown.keys()):
        return found, None
    return found, Bar("", rest, _percent(rest.least, longest))


def line(numbers: Sequence[int], *, at: Sequence[int] = (), top: int = 0) -> Line | None:
    """Draw ``numbers`` from left to right, with marks at the positions in ``at``.

    The scale reaches at least to ``top``. Return None if there is nothing to draw.
    """
    most = max([*numbers, top], default=0)
    if len(numbers) < 2 or most <= 0:
        return None
    step = _step(most)
    highest = _highest(most)
    points = [_point(place, n, len(numbers), highest) for place, n in enumerate(numbers)]
    path = "M" + _path(points)
    return Line(
        path=path,
        area=f"{path} L{WIDTH} {HEIGHT} L0 {HEIGHT} Z",
        ticks=[_tick(n, highest) for n in range(0, highest + 1, step)],
        marks=[Mark(f"{_percent(points[i][0], WIDTH)}%", f"{points[i][1]:.1f}") for i in at],
    )


def band(edges: Sequence[tuple[float, float] | None], *, most: int) -> str:
    """Return the SVG path data of the area between lower and upper ``edges``.

    An edge is None where there is none. ``most`` is the largest number of the whole drawing, so
    that band and line have the same scale. Return "" if there is nothing to draw.
    """
    highest = _highest(most) if most > 0 else 0
    known = [(place, edge) for place, edge in enumerate(edges) if edge]
    if len(known) < 2 or not highest:
        return ""
    below = [_point(place, low, len(edges), highest) for place, (low, _) in known]
    above = [_point(place, high, len(edges), highest) for place, (_, high) in known]
    return f"M{_path(above)} L{_path(below[::-1])} Z"


def milestones(running: Sequence[int], own: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Return (number, position) of each milestone reached in ``running``.

    Milestones are 100, 500, 1,000, 5,000, 10,000 and so on, and those of the statement's
    ``own``. ``running`` has the total at the end of each day, from the first day on.
    """
    most = max(running, default=0)
    wanted = {n * 10**power for power in range(2, 9) for n in (1, 5)} | {*own}
    reached = sorted(n for n in wanted if 0 < n <= most)
    return [(n, next(i for i, sum in enumerate(running) if sum >= n)) for n in reached]


def sums(numbers: Sequence[int], before: int = 0) -> list[int]:
    """Return the total at the end of each day."""
    return [before + each for each in accumulate(numbers)]


def weeks(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Return sums of seven days, from the first day on. The last week may be shorter."""
    starts = range(0, len(days), 7)
    return [(days[i][0], sum(number for _, number in days[i : i + 7])) for i in starts]


def _point(place: int, number: float, places: int, highest: int) -> tuple[float, float]:
    return WIDTH * place / (places - 1), HEIGHT - HEIGHT * max(number, 0) / highest


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _highest(most: int) -> int:
    step = _step(most)
    return step * -(-most // step)


def _step(most: int) -> int:
    """Return the smallest round number that divides ``most`` into at most STEPS steps."""
    power = 1
    while True:
        for round_number in (1, 2, 5):
            if most <= round_number * power * STEPS:
                return round_number * power
        power *= 10


def _tick(number: int, highest: int) -> Tick:
    y = HEIGHT - HEIGHT * number / highest
    return Tick(number, f"{y:.1f}", f"{y + SCALE_MARGIN + 4:.1f}")


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}" if part else "0"
