"""Command line of `make drill`: a backup and its restore, by the commands of the guide.

DRILL_ROWS is the number of signatures. Some people withdraw after the backup; after the restore
they are gone, and everything else is there: rows of every table, the content of every signature,
constraints, tallies, and what is stored under a key. The results are in var/drill.json.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil

from letter_site.local import embedded
from tests import schema
from tests.drill import checks
from tests.drill.machine import DAY, Machine, blocks_of

WITHDRAWALS = 25


class Timed:
    """The seconds of each step, printed when it ends."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def step(self, name):
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)
        print(f"{name:40} {self.seconds[name]:>8} s", flush=True)


def main():
    rows = int(os.environ.get("DRILL_ROWS") or 1_000_000)
    folder = Path(tempfile.mkdtemp(prefix="letter-drill-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user and must enter
    load = [round(each, 1) for each in psutil.getloadavg()]
    try:
        with embedded.servers(folder / "servers", valkey=False) as servers:
            done = drilled(Machine(servers, folder), rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    report = {"at": at, "command": f"make drill DRILL_ROWS={rows}", "load_of_the_machine": load}
    path = Path(os.environ.get("VAR_DIR") or "var") / "drill.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report | done, indent=1) + "\n")
    for each in done["wrong"]:
        print(f"WRONG: {each}")
    print(f"{done['checks']} checks, {len(done['wrong'])} wrong. {at}, load {load}: {path}")
    sys.exit(1 if done["wrong"] else 0)


def drilled(machine, rows, withdrawals=WITHDRAWALS):
    """Back up, let people withdraw, restore; return what was found and the seconds it took."""
    timed = Timed()
    backup, restore = blocks_of("Backups")
    with timed.step("fill"):
        schema.fill(machine.servers.database_url, partial(machine.manage, "migrate", "-v0"))
        machine.manage("load_demonstration", "--signatures", str(rows))
        checks.put_media(machine)
        checks.put_keyed(machine)
        machine.manage("migrate", "-v0")  # as each update does: it watches the names in texts
        machine.manage("forget")  # a restore erases what is due, as the worker does each hour
    with timed.step("look before"):
        chosen = checks.choose(machine, withdrawals)
        before = checks.look(machine, chosen)
    with timed.step("backup"):
        machine.guide(backup)
    size = (machine.files / f"backups/letter-{DAY}.tar.age").stat().st_size
    with timed.step("withdraw after the backup"):
        checks.withdraw(machine, chosen)
        checks.remove_media(machine)
    with timed.step("restore"):
        machine.guide(restore)
    with timed.step("look after"):
        after = checks.look(machine, chosen)
        wrong = [*checks.differences(before, after), *checks.still_there(machine, chosen)]
    return {
        "signatures": before["rows"]["signatures_signature"],
        "backup_mb": round(size / 1e6, 1),
        "seconds": timed.seconds,
        "checks": len(before["rows"]) + len(checks.OTHERS),
        "wrong": wrong,
    }


if __name__ == "__main__":
    main()
