"""`make load LOAD_CASE=two-hosts`: the pages a second of two web hosts, to those of one.

The hosts are namespaces of one machine, as in `make hosts`. Each may use SHARE of a processor, so
that it is the hosts that are full, and not the database, nginx or the crowd beside them.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from letter_site.local.places import CannotStartError
from tests.faults.drill.hosts import HOSTS, PORT, HostsSite, network
from tests.faults.drill.injected import processes
from tests.load.cases import Flood, lua, numbers
from tests.nginx import Nginx

SLUG = "two-hosts"
SHARE = 0.2  # of a processor, for each host
ROUNDS, SECONDS = 3, 10
LEAST = 1.7  # times the pages of one host
# Each address is another one, so that nginx has none of the pages.
FLOOD = Flood((f"/{SLUG}/", f"/{SLUG}/signatories/"), connections=8, own=True)
CPU = Path("/sys/fs/cgroup/cpu")
PERIOD = 100_000  # microseconds


def measured():
    """Return pages a second of one host and of two, the medians of ROUNDS, and their ratio."""
    folder = Path(tempfile.mkdtemp(prefix="letter-hosts-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user and must enter
    try:
        with network():
            site = HostsSite(folder)
            wide = {r"rate=\d+r/s": "rate=100000r/s"}
            alone = Nginx(folder / "alone", f"{HOSTS['a']}:{PORT}", name="localhost", more=wide)
            try:
                site.start()
                alone.program.start()
                site.call("tests.faults.drill.inside", "begin", SLUG)
                return compared(site, alone)
            finally:
                alone.program.stop(within=5)
                site.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compared(site, alone):
    rates = {"one": [], "two": []}
    with limited(site.web), limited(site.other):
        for _ in range(ROUNDS):
            rates["one"].append(pages_a_second(alone))
            rates["two"].append(pages_a_second(site.nginx))
    one, two = (statistics.median(rates[name]) for name in ("one", "two"))
    return {"rounds": rates, "one": one, "two": two, "ratio": two / one, "goal": LEAST}


@contextmanager
def limited(program):
    """Let the processes of a host use SHARE of a processor together."""
    group = CPU / f"letter-{program.name}"
    try:
        group.mkdir()
        (group / "cpu.cfs_period_us").write_text(str(PERIOD))
        (group / "cpu.cfs_quota_us").write_text(str(round(SHARE * PERIOD)))
    except OSError as error:
        raise CannotStartError(f"cgroups: {error.strerror}") from None
    try:
        for each in processes(program):
            (group / "cgroup.procs").write_text(str(each.pid))
        yield
    finally:
        for pid in (group / "cgroup.procs").read_text().split():
            (CPU / "cgroup.procs").write_text(pid)
        group.rmdir()


def pages_a_second(nginx):
    """Return how many pages a second wrk got from this nginx. Raises if any request failed."""
    script = nginx.scratch / "flood.lua"
    script.write_text(lua(FLOOD))
    wrk = ["wrk", "-t1", f"-c{FLOOD.connections}", f"-d{SECONDS}", "--timeout", "30"]
    address = f"https://{nginx.name}:{nginx.port}"  # nginx answers its own name alone
    done = subprocess.run([*wrk, "-s", script, address], capture_output=True, text=True)
    found = numbers(FLOOD, json.loads(done.stdout.splitlines()[-1]))
    if found["readers failed"] or found["readers turned away"]:
        raise CannotStartError(f"Some requests failed: {found}")
    return found["readers answered"]


def as_text(done):
    is_met = "met" if done["ratio"] >= done["goal"] else "not met"
    return (
        f"one web host:  {done['one']:7.1f} pages a second\n"
        f"two web hosts: {done['two']:7.1f} pages a second\n"
        f"ratio:         {done['ratio']:7.2f} (at least {done['goal']}: {is_met})\n"
        f"Each host had {SHARE:g} of {os.cpu_count()} processors; medians of {ROUNDS} rounds."
    )
