"""The report of the benchmark: rows from the numbers of all rounds, as JSON and as a table."""

import json
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One row of the table.

    `name` and `of` are names of measured numbers; the ratio divides them in each round. A goal
    limits `judged`, which is "ratio" or "value". A row without a goal only reports.
    """

    name: str
    unit: str
    of: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    judged: str = "ratio"


@dataclass(frozen=True)
class Line:
    value: float | str
    unit: str
    ratio: float | None
    of: str | None
    goal: str | None
    met: bool | None


def lines(rows, rounds, missing):
    """Return a Line by name; `rounds` are dicts of numbers, `missing` has reasons by name."""
    return {row.name: line(row, rounds, missing) for row in rows}


def line(row, rounds, missing):
    values = [each[row.name] for each in rounds if row.name in each]
    pairs = [(each[row.name], each[row.of]) for each in rounds if {row.name, row.of} <= each.keys()]
    ratio = significant(median(value / floor for value, floor in pairs)) if pairs else None
    if not values or (row.of and not pairs):
        why = missing.get(row.name) or missing.get(row.of) or "no round came so far"
        return Line(f"not measured: {why}", row.unit, None, row.of, goal(row), None)
    value = significant(median(values))
    judged = ratio if row.judged == "ratio" else value
    return Line(value, row.unit, ratio, row.of, goal(row), met(row, judged))


def goal(row):
    if row.at_least is not None:
        return f"{row.judged} ≥ {row.at_least:g}"
    return None if row.at_most is None else f"{row.judged} ≤ {row.at_most:g}"


def met(row, judged):
    if row.at_least is not None:
        return judged >= row.at_least
    return None if row.at_most is None else judged <= row.at_most


def significant(number):
    """Return a number rounded to three digits, because more would be noise."""
    return float(f"{number:.3g}") if abs(number) < 1000 else round(number)


def as_json(machine, lines):
    rows = {name: asdict(line) for name, line in lines.items()}
    return json.dumps({"machine": machine, "rows": rows}, indent=2, ensure_ascii=False)


def as_table(lines):
    heads = ("row", "value", "", "ratio", "to", "goal", "")
    return aligned([heads, *(cells(name, line) for name, line in lines.items())])


def aligned(table):
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = [zip(each, widths, strict=True) for each in table]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in row).rstrip() for row in padded)


def cells(name, line):
    if isinstance(line.value, str):
        return (name, "–", line.value, "", line.of or "", line.goal or "", "")
    verdict = {True: "met", False: "MISSED", None: ""}[line.met]
    ratio = "" if line.ratio is None else f"{line.ratio:g}"
    return (name, f"{line.value:g}" if line.value < 1e5 else f"{line.value:.0f}", line.unit) + (
        ratio,
        line.of or "",
        line.goal or "",
        verdict,
    )
