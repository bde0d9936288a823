"""Child processes that end with this program.

Run as a file, this is a small launcher between fork and exec: it ties itself to its parent,
changes to the program's user and becomes the program. It is a process of its own because
Python's `preexec_fn` is not safe in a program with threads.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class Child:
    """One child program, in its own session so that Ctrl-C reaches only us.

    `goodbye` is the signal that makes it stop cleanly. On Linux the kernel also sends it when
    the thread that started the child ends for any reason, `kill -9` included.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    cwd: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    user: tuple[int, int] | None = None  # uid and gid, if not our own
    goodbye: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*launcher(self.goodbye, self.user), *map(str, self.command)],
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def exit_status(self) -> int | None:
        """Return the status it ended with; None while it runs or before it started."""
        return self.process.returncode if self.process else None

    def wait(self) -> int:
        """Wait until it ends, and return its status. Only for a program that was started."""
        assert self.process
        return self.process.wait()

    def ask_to_stop(self) -> None:
        if self.process and self.alive:
            self.process.send_signal(self.goodbye)

    def stop(self, within: float) -> None:
        """Ask it to stop, wait up to `within` seconds, then kill it and its own children."""
        self.ask_to_stop()
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(within)
        self.kill()

    def kill(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def launcher(goodbye: signal.Signals, user: tuple[int, int] | None = None) -> list[str]:
    """Return a command prefix that makes a program end with us and run as `user`."""
    uid, gid = user or (os.getuid(), os.getgid())
    numbers = [os.getpid(), goodbye, uid, gid]
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *map(str, map(int, numbers))]


def become(parent: int, goodbye: int, uid: int, gid: int, command: list[str]) -> None:
    if uid != os.getuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # This comes after setuid, which would clear it. The parent may have ended already.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, goodbye, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("The program that started this one has ended.")
    os.execv(command[0], command)


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
