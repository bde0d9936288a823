"""Faults under a crowd of people who sign, and what is broken after them."""

import time
from collections import Counter
from contextlib import contextmanager

from tests.faults.drill.crowd import Crowd
from tests.faults.drill.history import OK, History
from tests.faults.drill.injected import SENDERS, Excuse, column_added, start_again
from tests.faults.drill.invariants import broken
from tests.faults.drill.privileged import CannotInjectError
from tests.journeys.site import wait_until

BEFORE_AND_AFTER = 1.0  # seconds in which all is well


def drilled(site, faults, seconds, rate, *, reads=0, name=None, file=None, between=lambda: None):
    """Inject each of ``faults`` in turn while people sign and read; return a row of the table.

    ``between`` is called after each.
    """
    described = [each.__doc__.partition(" ") for each in faults]
    slug = f"drill-{name or faults[0].__name__}".replace("_", "-")
    site.call("tests.faults.drill.inside", "begin", slug)
    site.sink.mails.clear()
    history, excuses, healed, not_run = History(file), [], [], []
    running = [each for each in (site.web, site.worker, site.beat) if each.alive]
    pages = site.call("tests.faults.drill.inside", "pages", slug) if reads else []
    crowd = Crowd(site, slug, history, rate, reads, pages)
    with crowd.at_work():
        time.sleep(BEFORE_AND_AFTER)
        for fault in faults:
            history.note("fault", name=fault.__name__)
            try:
                excuses += fault(site, seconds)
            except CannotInjectError as error:
                not_run.append(str(error))
            healed.append(heal(site, running))
            history.note("healed", seconds=round(healed[-1], 1))
            time.sleep(BEFORE_AND_AFTER)
            between()
    with worker_away(site) as excuse:
        excuses.append(excuse)
        drain(site)
        crowd.confirm_all()
        drain(site)
    history.note_mails(site.sink.mails, excuses)
    return {
        "fault": ", ".join(dict.fromkeys(number for number, _, _ in described)),
        "what": " ".join(dict.fromkeys(what for _, _, what in described)),
        "seconds": seconds * len(faults),
        **history.figures(),
        "healed_after_s": round(max(healed), 1),
        "not_run": not_run,
        "broken": [*broken(site, slug, history, excuses), *disturbed(faults, history)],
    }


def disturbed(faults, history):
    """Yield how many requests failed, if every one of ``faults`` should disturb nobody."""
    failed = Counter(each.kind for each in history.attempts if each.outcome != OK)
    if set(faults) <= {column_added}:
        for kind, number in failed.items():
            yield f"F12 {number} requests to {kind} failed"


def heal(site, programs):
    """Wait until the site is ready again, and return the seconds that took."""
    began = time.monotonic()

    def is_well():
        start_again(site, programs)
        return is_ready(site)

    wait_until(is_well, within=240)
    return time.monotonic() - began


def is_ready(site):
    try:
        return site.get("/healthz/ready").status == 200
    except OSError:
        return False


@contextmanager
def worker_away(site):
    """Stop the worker, so that what it has in hand is not made due for another sender.

    Yields the excuse of a worker that had to be killed, because it sends for up to five minutes.
    """
    had_one, began = site.worker.alive, time.monotonic()
    site.worker.stop(within=60)
    killed = had_one and time.monotonic() - began > 59
    yield Excuse(began, time.monotonic(), SENDERS if killed else 0)
    if had_one:
        site.worker.start()


def drain(site):
    """Send what waits, without the hours that its waits would take."""
    for _ in range(20):
        if not site.call("tests.faults.drill.inside", "deliver"):
            return


def as_text(rows):
    """Return the table of ``make faults``."""
    head = ["fault", "signs", "ok", "fail", "unknown", "not_ok_percent", "p95_ms"]
    head += ["healed_after_s", "confirmed", "read"]
    lines = [" ".join(f"{name:>14}" for name in head)]
    for row in rows:
        lines.append(" ".join(f"{row.get(name, '-')!s:>14}" for name in head) + f"  {row['what']}")
        lines += [f"    not run: {each}" for each in row.get("not_run", [])]
        lines += [f"    BROKEN: {each}" for each in row["broken"][:20]]
    return "\n".join(lines)
