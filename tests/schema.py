"""The migrated database of the tests, kept between runs.

Running all migrations takes longer than most test files. The first run saves what they made as
an SQL file in the user's cache folder, under a name that changes with the migrations and the
packages; later runs, and the other process of the same run, load it. The tests still run
`migrate`, which then finds nothing to do.
"""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from letter_site.local.places import postgres_programs
from letter_site.local.postgres import NAME

ROOT = Path(__file__).parents[1]
TEMPLATE = "migrated"  # a database that PostgreSQL copies to make that of the tests
MADE_FROM = ["requirements.txt", "tests/schema.py", "signatures/migrations/*.py"]


def cached_file() -> Path:
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "letter-site"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"schema-{digest.hexdigest()[:16]}.sql"


def fill(database_url: str, migrate: Callable[[], object]) -> None:
    """Fill the empty database of a server from the file, or else by calling ``migrate``."""
    cache = Cache(database_url)
    if cache.is_new:
        migrate()
        cache.save(NAME)
    else:
        cache.load_into(NAME)


class Cache:
    """The file, and the lock that makes the second of two processes wait for the first."""

    def __init__(self, database_url: str) -> None:
        self.url = database_url
        self.file = cached_file()
        self.lock = self.file.with_suffix(".lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.is_new = not self.file.exists()

    def load(self, test_settings: dict[str, object]) -> None:
        """Fill the database TEMPLATE from the file, and let Django copy it."""
        if self.is_new:
            return
        _run("psql", self.url, "-c", f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
        self.load_into(TEMPLATE)
        test_settings["TEMPLATE"] = TEMPLATE

    def load_into(self, database: str) -> None:
        """Fill an empty database from the file."""
        _run("psql", self._address_of(database), "-v", "ON_ERROR_STOP=1", "-f", self.file)
        self.lock.close()

    def save(self, database: str) -> None:
        """Write the migrated database. The file gets its name last, when it is whole."""
        if not self.is_new:
            return
        unfinished = self.file.with_suffix(".new")
        _run("pg_dump", self._address_of(database), "--no-owner", "-f", unfinished)
        unfinished.rename(self.file)
        self.lock.close()

    def _address_of(self, database: str) -> str:
        server, _, options = self.url.partition("?")
        return f"{server.rpartition('/')[0]}/{database}?{options}"


def _run(program: str, address: str, *arguments: str | Path) -> None:
    command = [postgres_programs(None) / program, "-d", address, *arguments]
    subprocess.run([*map(str, command)], check=True, capture_output=True)
