"""Command line of `make load`.

LOAD_CASE is one of `cases`, launch, peak or overload, or it is two-hosts, which needs root.
LOAD_SECONDS is how long people arrive, LOAD_PEAK the confirmations a second at the peak, LOAD_ROWS
the number of signatures at the start. The results are in var/load.json, the logs below var/load.
"""

import asyncio
import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from random import Random

from tqdm import tqdm

from letter_site.local.embedded import make_var_dir
from letter_site.local.places import CannotStartError, delete_data
from letter_site.local.run import BASE_DIR
from tests.bench import front
from tests.bench.__main__ import machine
from tests.bench.load import NotMeasuredError
from tests.bench.stage import SLUG
from tests.load import cases, report, two_hosts
from tests.load.client import Client
from tests.load.curve import Launch
from tests.load.mix import COUNT, DATA, LIST, Browsers, Shelf
from tests.load.record import STEP, Record
from tests.load.stage import LoadStage, cpu_seconds

YOUNGEST = 4  # seconds; a form sent sooner counts as automated


def main():
    name = os.environ.get("LOAD_CASE") or "launch"
    var = make_var_dir(Path(os.environ.get("VAR_DIR") or BASE_DIR / "var"))
    front.install()
    if name == "two-hosts":
        done = two_hosts.measured()
        whole = {"machine": machine(0, two_hosts.ROUNDS) | {"case": name}, **done}
        write(var, whole, two_hosts.as_text(done))
        return
    case = cases.chosen(name)
    launch = Launch(
        peak=float(os.environ.get("LOAD_PEAK") or case.peak),
        seconds=float(os.environ.get("LOAD_SECONDS") or case.seconds),
        shares=case.shares,
        steady=case.steady,
    )
    rows = int(os.environ.get("LOAD_ROWS") or 100_000)
    done = measured(make_var_dir(var / "load"), case, launch, rows)
    about = machine(rows, 1) | {"case": name, "peak": launch.peak, "seconds": launch.seconds}
    about["aim"] = report.AIM
    goals = {name: asdict(line) for name, line in report.judged(done, case.goals).items()}
    whole = {"machine": about, **done, "goals": goals}
    write(var, whole, report.as_text(done, case.goals))


def write(var, whole, text):
    (var / "load.json").write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    about = ", ".join(f"{name} {value}" for name, value in whole["machine"].items())
    print(f"\n{text}\n\n{about}\nWritten to {var / 'load.json'}.")


def measured(var_dir, case, launch, rows):
    """Return the summary of the run; leave no data behind."""
    leave_nothing(var_dir)
    try:
        with LoadStage(var_dir, rows) as stage:
            return run(stage, case, launch)
    finally:
        leave_nothing(var_dir)


def leave_nothing(var_dir):
    delete_data(var_dir / "postgres")
    for each in ("scratch", "static", "media"):
        shutil.rmtree(var_dir / each, ignore_errors=True)


def run(stage, case, launch):
    # Imported late: these modules import models, which need Django and a running database.
    from tests.bench.people import Forms  # noqa: PLC0415
    from tests.load import balance  # noqa: PLC0415

    seen = asyncio.run(first_answers(stage))  # before a flood, which would keep them away
    # After Ctrl-C the report shows the results so far.
    flooded = cases.flooded(case.flood, stage, launch.seconds)
    with suppress(KeyboardInterrupt), flooded as flood, first_in_turn():
        asyncio.run(crowded(stage, launch, Forms(), seen))
    if "crowd" not in seen:
        raise CannotStartError("Stopped before anybody came.")
    crowd, probes = seen["crowd"], seen["probes"]
    counted = balance.settled(stage, probes.before)
    differences = balance.differences(crowd.signers, counted, stage.links)
    waits = [e.mailed - e.signed for e in crowd.signers.values() if e.mailed and e.signed]
    crowd.record.waits["mail"] = [max(0, each) for each in waits]
    return report.summary(crowd.record, differences, flood)


@contextmanager
def first_in_turn():
    """Raise this program's priority in the block: a real crowd does not share the site's CPU."""
    session = Path("/proc/self/autogroup")  # Linux first shares CPU time among sessions
    before = None
    with suppress(OSError):  # needs root, and Linux
        os.nice(-10)
        before = session.read_text().split()[-1]
        session.write_text("-10")
    try:
        yield
    finally:
        with suppress(OSError):
            session.write_text(before or "0")


async def first_answers(stage):
    """Return the pages of statement and list, with the paths of all others, and the count."""
    client, browsers = Client(stage.nginx_port), Browsers(Random(2026))
    pages = [await client.ask(browsers.get(path)) for path in (f"/{SLUG}/", LIST)]
    count = await client.ask(browsers.get(COUNT, DATA))
    client.close()
    before = json.loads(count.text())["signatories"]
    return {"pages": [each.text() for each in pages], "before": before}


async def crowded(stage, launch, forms, seen):
    """Run the whole crowd. Put the crowd and the probes into `seen`, to evaluate them later."""
    from tests.load.crowd import Crowd  # noqa: PLC0415
    from tests.load.probes import Probes  # noqa: PLC0415

    random = Random(2026)  # the same people in every run
    client, browsers = Client(stage.nginx_port), Browsers(random)
    shelf = Shelf(*seen["pages"], random)
    await asyncio.sleep(YOUNGEST)
    record = Record(asyncio.get_running_loop().time())
    parts = {"client": client, "browsers": browsers, "shelf": shelf, "forms": forms}
    crowd = Crowd(launch, random, record=record, **parts)
    watching = asyncio.create_task(watch(stage, crowd, launch))
    try:
        async with asyncio.TaskGroup() as group:  # ends after the last answer
            probes = Probes(client, browsers, record, group, before=seen["before"])
            seen.update(crowd=crowd, probes=probes)
            group.create_task(crowd.come(group, probes))
            with stage.links.open() as links:
                await crowd.read_mail(links)
    finally:
        watching.cancel()
    client.close()


async def watch(stage, crowd, launch):
    """Update the progress bar, and record CPU times at each step."""
    record, clock = crowd.record, crowd.clock
    bar = tqdm(total=round(launch.seconds), unit=" s", disable=None)
    try:
        while True:
            now = clock() - record.began
            if len(record.cpu) <= now // STEP and now <= launch.seconds + STEP:
                record.cpu.append((now, await asyncio.to_thread(cpu_seconds, stage.groups)))
            signed, confirmed = (record.total(record.answered, (k,)) for k in ("sign", "confirm"))
            words = f"{signed} signed, {confirmed} confirmed, {record.errors.total()} errors"
            bar.set_postfix_str(words, refresh=False)
            bar.update(min(bar.total, round(now)) - bar.n)
            if bar.disable and round(now) % STEP == 0:
                print(f"{now:.0f} s: {words}", flush=True)
            await asyncio.sleep(1)
    finally:
        bar.close()


if __name__ == "__main__":
    try:
        main()
    except (CannotStartError, NotMeasuredError) as error:
        sys.exit(str(error))
