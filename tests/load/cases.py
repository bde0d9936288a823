"""The cases of the load test: who comes, and which goals count.

"launch" is a launch with all kinds of people. "peak" is the heaviest load published for such a
site. In "overload" readers ask for far more pages than the machine can make, each for pages that
are not in nginx's cache. The many come from wrk, which costs less than a person of `crowd`.
"""

import json
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile

from letter_site.local.places import CannotStartError
from tests.bench.report import Row
from tests.bench.stage import SLUG
from tests.load.curve import PER_CONFIRMATION
from tests.load.mix import COUNT, LIST

# Each request comes from another network address. "own" makes each address of a page another one.
FLOOD = """
local paths, own, wait, addresses = {%(paths)s}, %(own)s, %(wait)d, 0
shed, bad = 0, 0
local threads = {}
function setup(thread) table.insert(threads, thread) end
function delay() return wait end
function request()
  addresses = addresses + 1
  local path = paths[addresses %% #paths + 1]
  if own then path = path .. "?a=" .. addresses end
  return wrk.format("GET", path, {
    ["Accept-Encoding"] = "gzip",
    ["X-Forwarded-For"] = string.format("101.%%d.%%d.%%d", math.random(0, 255), math.random(0, 255),
      math.random(1, 254)),
  })
end
function response(status)
  if status == 503 then shed = shed + 1 elseif status ~= 200 then bad = bad + 1 end
end
function done(summary)
  local shed, bad = 0, 0
  for _, each in ipairs(threads) do
    shed = shed + each:get("shed")
    bad = bad + each:get("bad")
  end
  local lost = summary.errors
  io.write(string.format('\\n{"asked": %%d, "seconds": %%f, "shed": %%d, "bad": %%d}\\n',
    summary.requests, summary.duration / 1e6, shed,
    bad + lost.connect + lost.read + lost.write + lost.timeout))
end
"""


@dataclass(frozen=True)
class Flood:
    """Requests by wrk on many ``connections``, each ``wait`` milliseconds after its answer."""

    paths: tuple[str, ...]
    connections: int
    wait: int = 0
    own: bool = False


@dataclass(frozen=True)
class Case:
    """``shares`` are arrivals per confirmation by kind; ``steady``: at the peak all the time."""

    goals: list[Row]
    peak: float = 3
    seconds: float = 600
    steady: bool = False
    shares: dict[str, float] = field(default_factory=lambda: PER_CONFIRMATION)
    flood: Flood | None = None


def goal(name, unit, at_most):
    return Row(name, unit, at_most=at_most, judged="value")


ERRORS = goal("errors", "of 1,000 requests", 0)
BALANCE = goal("out of balance", "differences", 0)
FRESH = [goal("mail, p95", "s", 10), goal("list, p95", "s", 5)]
LATE = goal("generator late, p99", "ms", 50)
SIGNERS_ONLY = {"reader": 0.1, "poller": 0.1, "signer": PER_CONFIRMATION["signer"]}

CASES = {
    "launch": Case(
        goals=[
            ERRORS,
            BALANCE,
            goal("pages, p95", "ms", 250),
            goal("count, p95", "ms", 100),
            goal("sign, p95", "ms", 500),
            goal("confirm, p95", "ms", 500),
            *FRESH,
            goal("count is right, p95", "s", 5),
            LATE,
        ],
    ),
    "peak": Case(
        peak=33,
        seconds=60,
        steady=True,
        shares=SIGNERS_ONLY,
        # A thousand connections that ask ten times a second stand for 100,000 people.
        flood=Flood((COUNT,), connections=1_000, wait=100),
        goals=[
            ERRORS,
            BALANCE,
            Row("polls", "a second", at_least=10_000, judged="value"),
            goal("polls failed", "of 1,000", 0),
            Row("confirmed", "a second", at_least=30, judged="value"),
            goal("sign, p95", "ms", 300),
            *FRESH,
            LATE,
        ],
    ),
    "overload": Case(
        seconds=300,
        steady=True,
        shares=SIGNERS_ONLY,
        flood=Flood((f"/{SLUG}/", LIST), connections=500, own=True),
        goals=[
            goal("signing failed", "of 1,000", 1),
            goal("sign, p95", "ms", 500),
            goal("confirm, p95", "ms", 500),
            BALANCE,
            Row("readers answered", "a second"),
            Row("readers turned away", "a second"),
            goal("readers failed", "of 1,000", 0),
            LATE,
        ],
    ),
}


def chosen(name):
    """Return the case. Raises CannotStartError for an unknown one."""
    if name not in CASES:
        names = ", ".join([*CASES, "two-hosts"])
        raise CannotStartError(f"LOAD_CASE is one of {names}, not {name}.")
    return CASES[name]


@contextmanager
def flooded(flood, stage, seconds):
    """Let the ``flood`` come in the block; yield a dict that has its numbers afterwards."""
    seen = {}
    if flood is None:
        yield seen
        return
    script = stage.scratch / "flood.lua"
    script.write_text(lua(flood))
    wrk = ["wrk", "-t1", f"-c{flood.connections}", f"-d{seconds:.0f}", "--timeout", "30"]
    with TemporaryFile("w+") as said:
        # A session of its own, so that it does not have this program's priority.
        running = subprocess.Popen(
            [*wrk, "-s", script, stage.url["nginx"]], stdout=said, start_new_session=True
        )
        try:
            yield seen
            running.wait(timeout=60)
        finally:
            running.kill()
        said.seek(0)
        seen.update(numbers(flood, json.loads(said.read().splitlines()[-1])))


def lua(flood):
    return FLOOD % {
        "paths": ", ".join(f'"{each}"' for each in flood.paths),
        "own": "true" if flood.own else "false",
        "wait": flood.wait,
    }


def numbers(flood, said):
    """Return the numbers of the goals: what those who came with wrk got."""
    asked, bad, shed = max(1, said["asked"]), said["bad"], said["shed"]
    answered = (asked - bad - shed) / said["seconds"]
    if not flood.own:
        return {"polls": answered, "polls failed": 1000 * (bad + shed) / asked}
    away, failed = shed / said["seconds"], 1000 * bad / asked
    return {"readers answered": answered, "readers turned away": away, "readers failed": failed}
