"""Command line of `make bench`.

BENCH_ROWS is the number of signatures in the large database, BENCH_ROUNDS the number of
rounds. The results are in var/bench.json, the logs below var/bench.
"""

import os
import platform
import shutil
import sys
import time
from pathlib import Path

import django
import psutil
from django.core.management import CommandError
from tqdm import tqdm

from letter_site.local.embedded import make_var_dir
from letter_site.local.places import CannotStartError, forget
from letter_site.local.run import BASE_DIR
from tests.bench import front, report
from tests.bench.load import NotMeasuredError
from tests.bench.rows import ROWS, probes
from tests.bench.stage import Stage


def main():
    began = time.monotonic()
    rows = int(os.environ.get("BENCH_ROWS") or 1_000_000)
    rounds = int(os.environ.get("BENCH_ROUNDS") or 3)
    var = make_var_dir(Path(os.environ.get("VAR_DIR") or BASE_DIR / "var"))
    about = machine(rows, rounds)
    front.install()
    numbers, missing = measured(make_var_dir(var / "bench"), rows, rounds)
    about["seconds"] = round(time.monotonic() - began)
    lines = report.lines(ROWS, numbers, missing)
    (var / "bench.json").write_text(report.as_json(about, lines) + "\n")
    print(f"\n{report.as_table(lines)}\n\n{', '.join(f'{k} {v}' for k, v in about.items())}")
    print(f"Written to {var / 'bench.json'}.")


def measured(var_dir, rows, rounds):
    """Return the numbers of each round and the reasons for missing ones; leave no data behind."""
    forget(var_dir / "postgres")
    try:
        with Stage(var_dir, rows) as stage:
            return go_round(stage, rounds)
    finally:
        forget(var_dir / "postgres")
        for each in ("scratch", "static", "media"):
            shutil.rmtree(var_dir / each, ignore_errors=True)


def go_round(stage, rounds):
    numbers, missing = [], {}
    everything = probes(stage)
    bar = tqdm(total=rounds * len(everything), unit=" measurements", disable=None)
    for _ in range(rounds):
        numbers.append({})
        for probe, names in everything:
            bar.set_description(names[0])
            began = time.monotonic()
            try:
                numbers[-1] |= probe()
            except KeyboardInterrupt:  # the table shows the results so far
                bar.close()
                return numbers, missing
            except (NotMeasuredError, CommandError, OSError) as error:
                missing |= dict.fromkeys(names, str(error))
                bar.write(f"{', '.join(names)}: {error}")
            bar.update()
            if bar.disable:
                print(f"{names[0]}: {time.monotonic() - began:.1f} s", flush=True)
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
