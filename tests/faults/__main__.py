"""Command line of `make faults`, `make soak` and `make hosts`.

`make faults` injects every fault under people who sign, one after another. FAULTS_SECONDS is how
long each lasts, FAULTS_RATE how many people sign in a second, FAULTS_READS how many read a page in
a second, and FAULTS_ROWS how many signatures there are at first. FAULTS_ONLY chooses faults by the
names of their functions, for example column_added,web_killed, and the wrong clocks as clocks.
`make soak` injects them at random for SOAK_MINUTES, and watches the memory of the programs.
`make hosts` takes one of two web hosts away, for HOSTS_SECONDS under HOSTS_RATE people a second.
All check the history of all clients against the database and the e-mails. The results are in
var/faults.json, var/soak.json and var/hosts.json, the history beside them.
"""

import json
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.faults.drill import (
    clocks,
    hosts,
    injected,
    invariants,
    privileged,
    run,
    soak,
    tests_of_moments,
)
from tests.journeys.site import Site

VAR_DIR = Path(os.environ.get("VAR_DIR") or "var")
NOT_RUN = {
    "I5": "the site has no log of a public list that shows tampering",
    "F13": "the restore of a backup has tests of its own, in tests/management/test_restore.py",
}


def main(command):
    VAR_DIR.mkdir(exist_ok=True)
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "load_of_the_machine": [round(each, 1) for each in psutil.getloadavg()],
    }
    with (VAR_DIR / f"{command}-history.jsonl").open("w") as file:
        report |= {"faults": faults, "soak": soaked, "hosts": on_hosts}[command](file)
    (VAR_DIR / f"{command}.json").write_text(
        json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    )
    print(f"{report['at']}, {report['command']}, load {report['load_of_the_machine']}.")
    print(f"Written to {VAR_DIR / command}.json.")
    rows, tests = report["rows"], report.get("tests", [])
    is_well = all(each["passed"] for each in tests) and not any(each["broken"] for each in rows)
    sys.exit(0 if is_well else 1)


def faults(file):
    """Return the report of each fault on its own."""
    seconds, rate = number("FAULTS_SECONDS", 60), number("FAULTS_RATE", 20)
    reads, signatures = number("FAULTS_READS", 0), number("FAULTS_ROWS", 0)
    only = set(os.environ.get("FAULTS_ONLY", "").split(",")) - {""}
    chosen = [
        each for each in [*injected.ALL, *privileged.ALL] if not only or each.__name__ in only
    ]
    rows = []
    with site(int(signatures)) as running:
        for fault in chosen:
            rows.append(run.drilled(running, [fault], seconds, rate, reads=reads, file=file))
            print(run.as_text(rows[-1:]), flush=True)
        rows += clocks.row(running) if not only or "clocks" in only else []
    tests = [] if only else tests_of_moments.rows()
    print(f"\n{run.as_text(rows)}")
    for each in tests:
        print(f"{each['fault']:>4} {'ok' if each['passed'] else 'FAILED':7} {each['what']}")
    not_run = {} if only else NOT_RUN
    for name, why in not_run.items():
        print(f"{name:>4} not run: {why}")
    command = f"make faults FAULTS_SECONDS={seconds:g} FAULTS_RATE={rate:g}"
    command += f" FAULTS_READS={reads:g} FAULTS_ROWS={signatures:.0f}"
    command += f" FAULTS_ONLY={','.join(sorted(only))}" if only else ""
    return {"command": command, "rows": rows, "tests": tests, "not_run": not_run}


def soaked(file):
    """Return the report of random faults, with the memory of the programs."""
    minutes, rate = number("SOAK_MINUTES", 30), number("SOAK_RATE", 20)
    with site() as running:
        row = soak.row(running, minutes, rate, file)
    print(run.as_text([row]))
    print(invariants.as_text(row["broken"]))
    for name, (early, late, percent) in row["memory"].items():
        print(f"{name:>9}: {early} MB in the second quarter, {late} MB in the last: {percent:+} %")
    return {"command": f"make soak SOAK_MINUTES={minutes:g} SOAK_RATE={rate:g}", "rows": [row]}


def on_hosts(file):
    """Return the report of two web hosts, one of which goes away."""
    seconds, rate = number("HOSTS_SECONDS", 30), number("HOSTS_RATE", 10)
    folder = Path(tempfile.mkdtemp(prefix="letter-hosts-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user and must enter
    try:
        rows = hosts.rows(folder, seconds, rate, file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(run.as_text(rows))
    return {"command": f"make hosts HOSTS_SECONDS={seconds:g} HOSTS_RATE={rate:g}", "rows": rows}


def number(name, usual):
    return float(os.environ.get(name) or usual)


@contextmanager
def site(signatures=0):
    """The whole site, in a folder that is deleted afterwards.

    With ``signatures``, PostgreSQL has no small volume of its own, because they need more.
    """
    folder = Path(tempfile.mkdtemp(prefix="letter-faults-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user and must enter
    volume = folder / "postgres"
    if not signatures:
        privileged.mount_volume(volume)
    running = None
    try:
        running = Site(folder, durable=True)
        running.start()
        if signatures:
            running.manage("load_demonstration", "--signatures", str(signatures))
        yield running
    finally:
        if running:
            running.stop()
            shutil.copytree(running.log_dir, VAR_DIR / "faults-log", dirs_exist_ok=True)
        privileged.unmount_volume(volume)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "faults")
