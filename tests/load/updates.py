"""An update to many signatories while its sender is killed.

``python -m tests.load.updates [NUMBER] [KILLS]`` prints how often each address got the update, how
long it took, and the peak of each sender's memory in each quarter of its work. Everything runs on
this machine, within LONGEST.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from tests.journeys.site import Site
from tests.journeys.smtp_sink import Sink

LONGEST = 7200  # seconds
# What two minutes do: the lease of a dead sender is over.
LEASE_ENDS = """
    UPDATE signatures_outgoingmail SET due_at = now() - interval '1 s'
    WHERE kind = 'update' AND sent_at IS NULL AND attempts > 0
"""


class CountingSink(Sink):
    """A mail server that keeps only how often each address got an e-mail."""

    def __init__(self):
        super().__init__()
        self.got = Counter()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.got[envelope.rcpt_tos[0]] += 1
        return "250 OK"


def run(site, slug, number, kills, got):
    """Send an update to ``number`` signatories of ``slug`` and kill its sender ``kills`` times.

    ``got`` returns a Counter of the addresses so far. Return for each part between two kills the
    peak of the sender's memory, in MiB, in each quarter of that part.
    """
    site.seed("update", slug, number)
    ends_at, memory = time.monotonic() + LONGEST, []
    for part in range(1, kills + 2):
        sender = site.command("run_jobs", "--loop")
        sender.start()
        try:
            first, last = (number * each // (kills + 1) for each in (part - 1, part))
            quarters = [first + (last - first) * quarter // 4 for quarter in (1, 2, 3, 4)]
            memory.append([_watch(sender, got, enough, ends_at) for enough in quarters])
        finally:
            sender.kill()
        site.sql(LEASE_ENDS)
    return memory


def _watch(sender, got, enough, ends_at):
    """Wait until ``enough`` addresses have the update. Return the peak of the sender's memory."""
    peak, process = 0, psutil.Process(sender.process.pid)
    while len(got()) < enough:
        assert time.monotonic() < ends_at, f"{len(got())} of {enough} after {LONGEST} s"
        assert sender.alive, sender.last_words()
        peak = max(peak, process.memory_info().rss)
        time.sleep(0.05)
    return peak >> 20


def main(number="20000", kills="3"):
    number, kills = int(number), int(kills)
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        Path(folder).chmod(0o755)
        site = Site(Path(folder) / "var", programs=["web"])
        site.sink = CountingSink()
        site.env["EMAIL_URL"] = site.sink.url
        try:
            site.start()
            site.sql("ALTER SYSTEM RESET autovacuum")  # as in production
            site.sql("SELECT pg_reload_conf()")
            before = time.monotonic()
            memory = run(site, "many", number, kills, lambda: site.sink.got)
            seconds = time.monotonic() - before
        finally:
            site.stop()
    report(site.sink.got, number, kills, memory, seconds)


def report(got, number, kills, memory, seconds):
    times = Counter(got.values())
    print(f"{number} signatories, sender killed {kills} times, {seconds:.0f} s")
    print(
        "addresses by number of e-mails:", dict(sorted(times.items())), "none:", number - len(got)
    )
    print(f"sent twice: {got.total() - len(got)} (at most {kills})")
    print("peak memory of each sender in each quarter of its work, MiB:", memory)
    sys.exit(0 if len(got) == number and got.total() - len(got) <= kills else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
