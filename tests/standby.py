"""A real replica of the tests' PostgreSQL, which streams its changes, for tests of public reads."""

import subprocess
import time

import psycopg
from django.db import connections

from letter_site.connections import databases
from letter_site.local.children import launcher
from letter_site.local.places import CannotStartError
from letter_site.local.postgres import NAME, Postgres
from signatures.actions.record_keeping.replica import ALIAS

WITHIN = 20.0  # seconds


class Standby(Postgres):
    """A streaming replica of ``primary``, in a folder of its own."""

    def __init__(self, var_dir, primary):
        (var_dir / "log").mkdir(parents=True)
        super().__init__(var_dir, durable=False)
        self.primary = primary

    def make_cluster(self):
        command = [self.programs / "pg_basebackup", "--pgdata", self.data, "--host"]
        command += [self.primary.sockets, "--username", NAME, "--write-recovery-conf"]
        command += ["--checkpoint=fast", "--no-sync", "--no-manifest"]
        full = [*launcher(self.child.goodbye, self.owner), *map(str, command)]
        done = subprocess.run(full, cwd=self.home, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStartError(done.stderr)

    def make_database(self):
        assert self.ask("SELECT pg_is_in_recovery()")

    def ask(self, query):
        address = f"dbname=postgres user={NAME} host='{self.sockets}'"
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(query).fetchone()[0]

    def pause(self):
        """Let it repeat no change from now on."""
        self.ask("SELECT 1 FROM pg_wal_replay_pause()")
        wait_for(lambda: self.ask("SELECT pg_get_wal_replay_pause_state() = 'paused'"))

    def resume(self):
        self.ask("SELECT 1 FROM pg_wal_replay_resume()")

    def catch_up(self):
        """Wait until it has all that is committed now."""
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
            [place] = cursor.fetchone()
        wait_for(lambda: self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{place}'"))

    def connect(self):
        """Let Django know of it, as DATABASE_REPLICA_URL does."""
        name = connections["default"].settings_dict["NAME"]
        url = f"postgresql://{NAME}@/{name}?host={self.sockets}"
        made = databases.settings(url, url, pooled=False)
        connections.settings[ALIAS] = connections.configure_settings(made)[ALIAS]

    @staticmethod
    def disconnect():
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def wait_for(is_so):
    end = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)
