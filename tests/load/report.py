"""The report of the load test: goals, curve, times by kind, CPU use, and balance."""

import math
from statistics import fmean

from tests.bench import report
from tests.bench.report import aligned, significant
from tests.load.cases import CASES
from tests.load.record import GROUPS, KINDS, READERS, STEP

AIM = "33 confirmations/s with 10,000 count polls/s"  # the heaviest published load
BARS = "▁▂▃▄▅▆▇█"
SIGNING = ("sign", "sent", "opened", "confirm")
LATE = 50  # ms; if the generator is later than this, its times mean little


def percentile(values, part):
    """Return the percentile at `part` (0 to 1) of `values`; None if there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else None


def drawn(values):
    """Return values as a line of bars, the highest at full height."""
    top = max(values, default=0) or 1
    return "".join(BARS[min(7, int(8 * value / top))] for value in values)


def summary(record, differences, flood=None):
    took = {kind: merged(record.took, kind) for kind in KINDS}
    late = [each for step in record.behind.values() for each in step]
    latency = {kind: times(values) for kind, values in took.items() if values}
    waits = {what: times(values) for what, values in record.waits.items()}
    offered = sum(record.offered.values())
    pages = [each for kind in READERS for each in took[kind]]
    numbers = {
        "errors": 1000 * sum(record.errors.values()) / max(1, offered),
        "out of balance": sum(map(abs, differences.values())),
        "pages, p95": percentile(pages, 0.95),
        "generator late, p99": percentile(late, 0.99),
    }
    for kind in ("count", "sign", "confirm"):
        numbers[f"{kind}, p95"] = percentile(took[kind], 0.95)
    for what, row in (("mail", "mail"), ("list", "list"), ("count", "count is right")):
        numbers[f"{row}, p95"] = percentile(record.waits[what], 0.95)
    numbers |= signing(record) | (flood or {})
    return {
        "goals": {name: value for name, value in numbers.items() if value is not None},
        "steps": steps(record),
        "latency_ms": latency,
        "waits_s": waits,
        "late_ms": times(late),
        "errors": {f"{kind}: {what}": number for (kind, what), number in record.errors.items()},
        "cpu": cpu(record.cpu),
        "balance": differences,
    }


def signing(record):
    """Return how much of signing and confirming failed, and how many confirmed a second."""
    offered = sum(record.total(record.offered, (kind,)) for kind in SIGNING)
    failed = sum(number for (kind, _), number in record.errors.items() if kind in SIGNING)
    last = max((step for step, _ in record.answered), default=0)
    confirmed = record.total(record.answered, ("confirm",)) / ((last + 1) * STEP)
    return {"signing failed": 1000 * failed / max(1, offered), "confirmed": confirmed}


def merged(took, kind):
    return [each for (_, one), values in took.items() if one == kind for each in values]


def times(values):
    parts = {f"p{part}": percentile(values, part / 100) for part in (50, 95, 99)}
    return {"number": len(values), **{k: v and significant(v) for k, v in parts.items()}}


def steps(record):
    last = max((step for step, _ in {**record.offered, **record.answered}), default=-1)
    return [step_of(record, number) for number in range(last + 1)]


def step_of(record, step):
    line = {"second": step * STEP}
    for group, kinds in GROUPS.items():
        line[group] = {
            "offered": sum(record.offered[step, kind] for kind in kinds) / STEP,
            "answered": sum(record.answered[step, kind] for kind in kinds) / STEP,
            "p95_ms": percentile([e for kind in kinds for e in record.took[step, kind]], 0.95),
        }
    return line | {"late_p99_ms": percentile(record.behind[step], 0.99)}


def cpu(samples):
    """Return the cores in use and each group's share, on average and at the busiest step."""
    spent = [
        {name: (after[name] - before[name]) / (end - began) for name in before}
        for (began, before), (end, after) in zip(samples, samples[1:], strict=False)
    ]
    if not spent:
        return {}
    ours = {name for name in spent[0] if name != "others"}
    busiest = max(spent, key=lambda each: sum(each[name] for name in ours))
    mean = {name: fmean(each[name] for each in spent) for name in spent[0]}
    whole = sum(mean[name] for name in ours) or 1
    return {
        name: {
            "cores": significant(mean[name]),
            "share": significant(mean[name] / whole) if name in ours else None,
            "cores_at_most": significant(busiest[name]),
        }
        for name in mean
    }


def judged(done, goals=CASES["launch"].goals):
    """Return the lines of the goals, in the form of `make bench`."""
    missing = dict.fromkeys((row.name for row in goals), "nothing to measure it by came")
    return report.lines(goals, [done["goals"]], missing)


def as_text(done, goals=CASES["launch"].goals):
    parts = [curve(done["steps"]), latency(done), processors(done["cpu"])]
    if done["errors"]:
        parts.append(aligned([("errors", ""), *((k, str(v)) for k, v in done["errors"].items())]))
    uneven = [(name, str(number)) for name, number in done["balance"].items() if number]
    parts.append(aligned([("out of balance", ""), *uneven]) if uneven else "Everything balances.")
    if (late := done["late_ms"]["p99"] or 0) > LATE:
        parts.append(f"THE GENERATOR FELL BEHIND, by {late:g} ms (p99): the times hold its own.")
    return "\n\n".join([*parts, report.as_table(judged(done, goals))])


def curve(lines):
    table = [("second", *(f"{group}/s" for group in GROUPS), "p95 ms: readers", *list(GROUPS)[1:])]
    for line in lines:
        groups = [line[group] for group in GROUPS]
        rates = (f"{each['offered']:.1f} → {each['answered']:.1f}" for each in groups)
        slow = ("–" if each["p95_ms"] is None else f"{each['p95_ms']:.0f}" for each in groups)
        table.append((str(line["second"]), *rates, *slow))
    bars = (
        (group, drawn([line[group][part] for line in lines]), part)
        for group in GROUPS
        for part in ("offered", "answered")
    )
    return f"{aligned(list(bars))}\n\n{aligned(table)}" if lines else "Nobody came."


def latency(done):
    rows = [("ms", "number", "p50", "p95", "p99")]
    rows += [(kind, *map(shown, each.values())) for kind, each in done["latency_ms"].items()]
    rows += [("generator late", *map(shown, done["late_ms"].values()))]
    rows += [("s", "", "", "", "")]
    rows += [(f"until {k}", *map(shown, each.values())) for k, each in done["waits_s"].items()]
    return aligned(rows)


def processors(spent):
    rows = [
        (name, shown(each["cores"]), "" if each["share"] is None else f"{each['share']:.0%}")
        + (shown(each["cores_at_most"]),)
        for name, each in spent.items()
    ]
    return aligned([("cores", "mean", "share", "busiest step"), *rows])


def shown(number):
    return "–" if number is None else f"{number:g}"
