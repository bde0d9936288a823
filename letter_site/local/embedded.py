"""PostgreSQL and Valkey from the wheels in requirements.txt, for a first run and for tests.

Both listen on unix sockets only. Their data is below VAR_DIR; places.py explains the one
exception. The start repairs a folder left behind by `kill -9` or a power cut.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from letter_site.local.places import CannotStartError, delete_data
from letter_site.local.postgres import Postgres
from letter_site.local.valkey import Valkey

AGAIN_AFTER = 60.0  # seconds; a server that ends sooner than this after a restart is not restarted


@dataclass
class Servers:
    """The servers of one VAR_DIR; a server that was not requested is None."""

    var_dir: Path
    postgres: Postgres | None
    valkey: Valkey | None
    durable: bool
    lock: IO[str]
    restarts: dict[str, float] = field(default_factory=dict)  # monotonic time by name

    @property
    def database_url(self) -> str:
        assert self.postgres
        return self.postgres.url

    @property
    def redis_url(self) -> str:
        assert self.valkey
        return self.valkey.url

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that tell settings.py where these servers are."""
        urls = {"DATABASE_URL": self.postgres, "REDIS_URL": self.valkey}
        return {name: server.url for name, server in urls.items() if server}

    def start(self) -> None:
        for server in (self.postgres, self.valkey):
            if server:
                server.start()

    def start_again(self) -> list[str]:
        """Restart each server that ended unexpectedly, and return their names.

        Raises CannotStartError if one does not start or ends again within AGAIN_AFTER seconds.
        """
        ended = [each for each in (self.postgres, self.valkey) if each and not each.child.alive]
        for server in ended:
            name, code = server.child.name, server.child.exit_status
            before = self.restarts.get(name)
            if before is not None and time.monotonic() - before < AGAIN_AFTER:
                raise CannotStartError(
                    f"{name} stopped unexpectedly again ({code}), so the site was stopped."
                    f" From {server.child.log}:\n{server.child.last_words()}"
                )
            server.start()
            self.restarts[name] = time.monotonic()
        return [each.child.name for each in ended]

    def stop(self) -> None:
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()
        if not self.durable and self.postgres:
            delete_data(self.var_dir / "postgres")
        self.lock.close()


def start(
    var_dir: Path | str, *, durable: bool = True, postgres: bool = True, valkey: bool = True
) -> Servers:
    """Start the servers and return once they answer.

    Without `durable` the database is for tests: it does not wait for the disk, and is deleted
    when it stops. Call this from the main thread: the servers end with the thread that started
    them. Raises CannotStartError.
    """
    var_dir = make_var_dir(Path(var_dir))
    with ExitStack() as on_error:
        lock = on_error.enter_context(hold(var_dir))
        servers = Servers(
            var_dir,
            Postgres(var_dir, durable) if postgres else None,
            Valkey(var_dir) if valkey else None,
            durable,
            lock,
        )
        on_error.callback(servers.stop)
        servers.start()
        on_error.pop_all()
    return servers


@contextmanager
def servers(
    var_dir: Path | str, *, durable: bool = True, postgres: bool = True, valkey: bool = True
) -> Iterator[Servers]:
    """Start the servers as `start` does, and stop them at the end of the block."""
    running = start(var_dir, durable=durable, postgres=postgres, valkey=valkey)
    try:
        yield running
    finally:
        running.stop()


def make_var_dir(var_dir: Path) -> Path:
    """Make VAR_DIR if it does not exist.

    Other users may pass through it but not list it, because PostgreSQL runs as another user
    when root starts it.
    """
    var_dir = var_dir.resolve()
    if not var_dir.exists():
        var_dir.mkdir(parents=True)
        var_dir.chmod(0o711)
    (var_dir / "log").mkdir(mode=0o700, exist_ok=True)
    return var_dir


def hold(var_dir: Path) -> IO[str]:
    """Lock VAR_DIR; the kernel releases it however this program ends.

    Raises CannotStartError if another copy holds the lock.
    """
    lock = (var_dir / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise CannotStartError(
            f"Another copy is running with VAR_DIR={var_dir}. Stop it, or use another"
            " folder: make run VAR_DIR=var2 PORT=8001"
        ) from error
    return lock
