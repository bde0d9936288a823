"""`make run`: the whole site on this machine, until Ctrl-C."""

import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from letter_site.local import embedded, first_run
from letter_site.local.children import Child
from letter_site.local.places import CannotStartError, socket_dir

BASE_DIR = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-m"]
STOP_WITHIN = 5.0  # seconds for all programs of the site together
GRANIAN = "granian --interface wsgi --http 1 --no-ws --blocking-threads 4"
GRANIAN += " --respawn-failed-workers --workers-kill-timeout 3 --log-level warning"
WEB = f"{GRANIAN} --workers 2 --host 127.0.0.1 letter_site.wsgi:application --port"
# As in production, forms and the desk have a web server of their own, for an nginx in front of
# both. Without nginx the one above answers everything.
FORMS = f"{GRANIAN} --workers 1 letter_site.wsgi:application --uds"
WORKER = "celery -A letter_site worker --loglevel WARNING --concurrency 2"
WORKER += " --without-gossip --without-mingle"
CLOCK = "celery -A letter_site beat --loglevel WARNING --schedule"

started: list[Child] = []  # all programs, for the second Ctrl-C


class Stopped(BaseException):  # noqa: N818
    """A person asked the program to stop. Not an Exception, so that only `main` catches it."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    os.umask(0o077)  # logs, e-mails and secrets are private to the person who runs this
    try:
        with ExitStack() as at_the_end:
            run(os.environ, at_the_end)
    except Stopped:
        say("Stopped.")
        return 0
    except (CannotStartError, OSError) as error:
        say(str(error), sys.stderr)
        return 1


def run(given: Mapping[str, str], at_the_end: ExitStack) -> NoReturn:
    """Start everything, print the addresses, and wait. Ends only by an exception."""
    port = free_port(given.get("PORT") or "8000")
    own = {name: not given.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
    servers = embedded.start(
        given.get("VAR_DIR") or "var", postgres=own["DATABASE_URL"], valkey=own["REDIS_URL"]
    )
    at_the_end.callback(servers.stop)
    started.extend(each.child for each in (servers.postgres, servers.valkey) if each)
    env = first_run.environment(given, port, servers)
    login = first_run.prepare(servers.var_dir, env, watch)
    programs = [
        child("web", f"{WEB} {port}", servers.var_dir, env),
        child("forms", FORMS, servers.var_dir, env, forms_socket(servers.var_dir)),
        child("worker", WORKER, servers.var_dir, env),
        child("beat", CLOCK, servers.var_dir, env, servers.var_dir / "beat-schedule"),
    ]
    web, forms, worker, beat = programs
    at_the_end.callback(end, [web, forms, beat, worker])
    for each in programs:
        each.start()
        started.append(each)
    first_run.wait_until_ready(port, check_all)
    say(first_run.greeting(env, login))
    while True:
        for name in servers.start_again():
            say(f"{name} stopped unexpectedly and was started again.")
        check_all()
        time.sleep(0.3)


def child(name: str, command: str, var_dir: Path, env: Mapping[str, str], *rest: Path) -> Child:
    log = var_dir / "log" / f"{name}.log"
    return Child(name, [*PYTHON, *command.split(), *rest], log, BASE_DIR, env)


def forms_socket(var_dir: Path) -> Path:
    """Return the socket for the web server of forms, without what a killed one left there."""
    socket = socket_dir(var_dir, "forms.sock") / "forms.sock"
    socket.unlink(missing_ok=True)
    return socket


def watch(step: Child) -> None:
    """Run one step of the preparation to its end. Raises CannotStartError if it fails."""
    step.start()
    started.append(step)
    try:
        code = step.wait()
    finally:
        step.stop(within=2)
        started.remove(step)
    if code:
        raise CannotStartError(f"{step.name} failed; from {step.log}:\n{step.last_words()}")


def check_all() -> None:
    for each in started:
        if not each.alive:
            raise CannotStartError(
                f"{each.name} stopped unexpectedly ({each.exit_status}), so the site was"
                " stopped."
                f" From {each.log}:\n{each.last_words()}"
            )


def end(programs: list[Child]) -> None:
    limit = time.monotonic() + STOP_WITHIN
    for each in programs:
        each.ask_to_stop()
    for each in programs:
        each.stop(within=max(0.0, limit - time.monotonic()))


def stop(number: int, frame: FrameType | None) -> None:
    """Stop cleanly at the first signal, and at once at the second."""
    signal.signal(signal.SIGINT, stop_at_once)
    signal.signal(signal.SIGTERM, stop_at_once)
    say("\nStopping… Press Ctrl-C again to stop at once.")
    raise Stopped


def stop_at_once(number: int, frame: FrameType | None) -> None:
    for each in reversed(started):
        each.kill()
    os._exit(128 + number)


def free_port(text: str) -> int:
    """Return PORT as a number. Raises CannotStartError if it is not a free port."""
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise CannotStartError(f"Set PORT to a number from 1 to 65535. It is {text!r}.")
    port = int(text)
    other = port + 1 if port < 65535 else 8000
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            taken = f"Port {port} is in use ({error.strerror})"
            raise CannotStartError(f"{taken}; use another one: make run PORT={other}") from error
    return port


def say(text: str, stream: TextIO | None = None) -> None:
    with suppress(OSError):  # the terminal may be gone, which must not prevent the shutdown
        print(text, file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
