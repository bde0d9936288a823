"""Command line of `make bench`.

BENCH_ROWS is the number of signatures in the large database, BENCH_ROUNDS the number of
rounds, BENCH_ONLY names rows of the table, as "search,queue"; without it, all are measured. The
results are in var/bench.json, the logs below var/bench. A row that fails says why in the table.
"""

import os
import platform
import shutil
import sys
import time
from pathlib import Path

import django
import psutil
from tqdm import tqdm

from letter_site.local.embedded import make_var_dir
from letter_site.local.places import CannotStartError, delete_data
from letter_site.local.run import BASE_DIR
from tests.bench import front, report
from tests.bench.rows import chosen, probes
from tests.bench.stage import Stage


def main():
    began = time.monotonic()
    rows = int(os.environ.get("BENCH_ROWS") or 1_000_000)
    rounds = int(os.environ.get("BENCH_ROUNDS") or 3)
    asked = chosen(os.environ.get("BENCH_ONLY") or "")
    var = make_var_dir(Path(os.environ.get("VAR_DIR") or BASE_DIR / "var"))
    about = machine(rows, rounds)
    front.install()
    numbers, missing = measured(make_var_dir(var / "bench"), rows, rounds, asked)
    about["seconds"] = round(time.monotonic() - began)
    lines = report.lines(asked, numbers, missing)
    (var / "bench.json").write_text(report.as_json(about, lines) + "\n")
    print(f"\n{report.as_table(lines)}\n\n{', '.join(f'{k} {v}' for k, v in about.items())}")
    print(f"Written to {var / 'bench.json'}.")


def measured(var_dir, rows, rounds, asked):
    """Return the numbers of each round and the reasons for missing ones; leave no data behind."""
    delete_data(var_dir / "postgres")
    began = time.monotonic()
    print(f"Loading {rows:,} signatures…", flush=True)
    try:
        with Stage(var_dir, rows) as stage:
            print(f"Ready after {time.monotonic() - began:.0f} s.", flush=True)
            names = {row.name for row in asked}
            return go_round([each for each in probes(stage) if names & {*each[1]}], rounds)
    finally:
        delete_data(var_dir / "postgres")
        for each in ("scratch", "static", "media"):
            shutil.rmtree(var_dir / each, ignore_errors=True)


def go_round(everything, rounds):
    """Measure ``everything`` as often as there are ``rounds``. No row that fails stops others."""
    numbers, missing = [], {}
    bar = tqdm(total=rounds * len(everything), unit=" measurements", disable=None)
    for number in range(1, rounds + 1):
        numbers.append({})
        for probe, names in everything:
            bar.set_description(names[0])
            began = time.monotonic()
            try:
                numbers[-1] |= probe()
            except KeyboardInterrupt:  # the table shows the results so far
                bar.close()
                return numbers, missing
            except Exception as error:  # noqa: BLE001 - the table shows it; hours may be in the rest
                missing |= dict.fromkeys(names, f"{error}" or type(error).__name__)
                bar.write(f"{', '.join(names)}: {error!r}")
            bar.update()
            if bar.disable:
                took = time.monotonic() - began
                print(f"round {number} of {rounds}, {names[0]}: {took:.1f} s", flush=True)
    bar.close()
    return numbers, missing


def machine(rows, rounds):
    return {
        "when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "cores": psutil.cpu_count(),
        "memory GiB": round(psutil.virtual_memory().total / 2**30),
        "load": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "python": platform.python_version(),
        "django": django.get_version(),
        "rows": rows,
        "rounds": rounds,
    }


if __name__ == "__main__":
    try:
        main()
    except CannotStartError as error:
        sys.exit(str(error))
