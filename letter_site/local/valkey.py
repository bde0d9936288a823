"""An embedded Valkey, which speaks the Redis protocol.

It keeps nothing on disk, because everything that must not be lost is in PostgreSQL.
"""

import signal
import time
from pathlib import Path

import redis

from letter_site.local.children import Child
from letter_site.local.orphans import end_orphans
from letter_site.local.places import CannotStartError, make_private, socket_dir, valkey_program

START_WITHIN = 20.0  # seconds


class Valkey:
    def __init__(self, var_dir: Path) -> None:
        self.home = make_private(var_dir / "valkey")
        self.socket = socket_dir(self.home, "valkey.sock") / "valkey.sock"
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",  # a broker must not drop messages
        }
        parts = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self.child = Child(
            name="Valkey",
            command=[valkey_program(), *parts],
            log=var_dir / "log" / "valkey.log",
            cwd=self.home,
        )

    @property
    def url(self) -> str:
        """The server's URL for redis-py; settings.py rewrites it for Celery."""
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """Start the server and wait until it answers. Raises CannotStartError."""
        end_orphans("valkey-server", self.home, signal.SIGTERM)
        self.socket.unlink(missing_ok=True)
        self.child.start()
        end = time.monotonic() + START_WITHIN
        while not self.answers():
            if not self.child.alive or time.monotonic() > end:
                self.stop()
                raise CannotStartError(f"Valkey did not start.\n{self.child.last_words()}")
            time.sleep(0.02)

    def answers(self) -> bool:
        with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1) as client:
            try:
                return client.ping()
            except redis.exceptions.RedisError:
                return False

    def stop(self) -> None:
        self.child.stop(within=2)
