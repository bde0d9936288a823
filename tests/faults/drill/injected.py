"""The faults, each as a function that injects it for some seconds and then heals it.

They run in the main thread, because a program that is started ends with its thread. Each returns
an Excuse for each time when it may have made a sender of e-mails send one of them twice.
"""

import itertools
import signal
import time
from contextlib import contextmanager, suppress
from typing import NamedTuple

import psutil
import psycopg

# Expand, fill, index, check and contract, as migrations do it on a running site.
BRIEFLY = "SET lock_timeout = '5s'; ALTER TABLE signatures_signature"
COLUMN = [
    f"{BRIEFLY} ADD COLUMN drill integer",
    f"{BRIEFLY} ADD COLUMN drill_text text DEFAULT '' NOT NULL",
    """
    UPDATE signatures_signature SET drill = 1
    WHERE id IN (SELECT id FROM signatures_signature WHERE drill IS NULL LIMIT 2000)
    """,
    "CREATE INDEX CONCURRENTLY drill_index ON signatures_signature (drill)",
    f"{BRIEFLY} ADD CONSTRAINT drill_check CHECK (drill > 0) NOT VALID",
    f"{BRIEFLY} VALIDATE CONSTRAINT drill_check",
    "DROP INDEX CONCURRENTLY drill_index",
    f"{BRIEFLY} DROP COLUMN drill, DROP COLUMN drill_text",
]
RESTART_AFTER = 2  # seconds, as RestartSec in the units
TRIES = 5
SENDERS = 2  # processes of the worker, each with one e-mail in hand


class Excuse(NamedTuple):
    """A time when at most ``number`` e-mails were accepted by the server and not marked as sent."""

    began: float
    ended: float
    number: int


def every(seconds, pause):
    """Yield now and after each ``pause`` until ``seconds`` are over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(max(0, min(pause, end - time.monotonic())))


def processes(child):
    """Return a program's processes, itself first and the youngest last."""
    with suppress(psutil.NoSuchProcess):
        program = psutil.Process(child.process.pid)
        children = [
            each
            for each in program.children(recursive=True)
            if "resource_tracker" not in " ".join(each.cmdline())
        ]
        return [program, *sorted(children, key=lambda each: each.create_time())]
    return []


def start_again(site, programs):
    """Start those of ``programs`` that ended, as systemd does it."""
    ended = [each for each in programs if not each.alive]
    if ended:
        time.sleep(RESTART_AFTER)
    for each in ended:
        each.start()
    postgres = site.servers.postgres
    if not postgres.child.alive:
        postgres.start()


@contextmanager
def stopped(child):
    """Let a program accept connections and answer nothing, as one that hangs."""
    halted = processes(child)
    for each in halted:
        with suppress(psutil.NoSuchProcess):
            each.suspend()
    try:
        yield
    finally:
        for each in halted:
            with suppress(psutil.NoSuchProcess):
                each.resume()


def web_killed(site, seconds):
    """F1 One web process is killed every two seconds, the oldest first."""
    for _ in every(seconds, 2):
        start_again(site, [site.web])  # it ends itself when a process dies twice within 5.5 s
        for oldest in processes(site.web)[1:2]:
            with suppress(psutil.NoSuchProcess):
                oldest.send_signal(signal.SIGKILL)
    return []


def database_killed(site, seconds):
    """F2 PostgreSQL is killed and started again, every three seconds."""
    excuses = []
    for _ in every(seconds, 3):
        killed = time.monotonic()
        site.servers.postgres.child.kill()
        site.servers.postgres.start()
        # A sender learns that the database is away when it marks the next e-mail.
        excuses.append(Excuse(killed, time.monotonic(), SENDERS))
    return excuses


def valkey_killed(site, seconds):
    """F3 Valkey is gone and comes back empty."""
    site.servers.valkey.child.kill()
    time.sleep(seconds)
    site.servers.valkey.start()
    return []


def valkey_stopped(site, seconds):
    """F3 Valkey takes connections and does not answer."""
    with stopped(site.servers.valkey.child):
        time.sleep(seconds)
    return []


def worker_killed(site, seconds):
    """F4 The worker is killed and started again, every four seconds."""
    excuses = []
    for _ in every(seconds, 4):
        site.worker.kill()
        excuses.append(Excuse(time.monotonic(), time.monotonic(), SENDERS))
        site.worker.start()
    return excuses


def mail_server_moody(site, seconds):
    """F5 The mail server refuses for now, closes after each e-mail, and hangs, in turn."""
    held = []

    def hold(mail):
        held.append(mail)
        return True

    moods = [
        {"recipient": lambda address: "421 Try again later"},
        {"data": lambda mail: "451 Try again later"},
        {"closes_after_data": True},
        {"holds": hold},
    ]
    for mood in moods:
        began = time.monotonic()
        with site.sink.misbehaving(**mood):
            time.sleep(seconds / len(moods))
    # The sender of a held e-mail gave up before the answer, and the server kept the e-mail.
    return [Excuse(began, time.monotonic(), len(held))]


def nothing_sends(site, seconds):
    """F6 Worker and beat are off; then a command sends what waits, and then they are back."""
    has_beat = site.beat.alive
    site.beat.stop(within=5)
    site.worker.kill()
    excuses = [Excuse(time.monotonic(), time.monotonic(), SENDERS)]
    time.sleep(seconds / 2)
    command = site.command("deliver_mail", "--loop")
    command.start()
    time.sleep(seconds / 2)
    stopping = time.monotonic()
    command.stop(within=60)  # a batch may take longer than that, and is then killed
    excuses.append(Excuse(stopping, time.monotonic(), 1))
    site.worker.start()
    if has_beat:
        site.beat.start()
    return excuses


def database_stopped(site, seconds):
    """F10 PostgreSQL takes connections and does not answer, as behind a cable that is cut."""
    with stopped(site.servers.postgres.child):
        time.sleep(seconds)
    return []


def column_added(site, seconds):
    """F12 Columns and an index are added to the table of signatures, and removed again."""
    statements = itertools.cycle(COLUMN)
    for _ in every(seconds, 0.5):
        migrated(site, next(statements))
    for statement in itertools.takewhile(lambda each: each is not COLUMN[0], statements):
        migrated(site, statement)
    return []


def migrated(site, statement):
    """Run a statement of a migration, again if a lock was not free, as an operator does."""
    for _ in range(TRIES):
        with suppress(psycopg.errors.LockNotAvailable):
            return site.sql(statement)
    raise AssertionError(f"no lock for {statement}")


ALL = [web_killed, database_killed, valkey_killed, valkey_stopped, worker_killed]
ALL += [mail_server_moody, nothing_sends, database_stopped, column_added]
