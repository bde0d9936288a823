"""Preparation of the site for `make run`, and the greeting it prints."""

import http.client
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from letter_site.local.children import Child
from letter_site.local.embedded import Servers
from letter_site.local.places import CannotStartError

BASE_DIR = Path(__file__).resolve().parents[2]
ORGANIZER = "organizer@example.org"
READY_WITHIN = 60.0  # seconds


def environment(given: Mapping[str, str], port: int, servers: Servers) -> dict[str, str]:
    """Return the environment variables for the site's programs; see settings.py."""
    return {
        **given,
        **servers.environment,
        "VAR_DIR": str(servers.var_dir),
        "DEBUG": "True",
        "SITE_URL": f"http://localhost:{port}",
        "SECRET_KEY": given.get("SECRET_KEY") or kept(servers.var_dir / "secret_key"),
        "DJANGO_SETTINGS_MODULE": "letter_site.settings",
        "PYTHONUNBUFFERED": "1",
    }


def kept(file: Path, length: int = 48) -> str:
    """Return the secret in `file`. The first call makes the file, readable by its owner only.

    `length` is the number of random bytes.
    """
    if not file.exists():
        new = file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(length))
        new.rename(file)
    return file.read_text().strip()


def prepare(var_dir: Path, env: Mapping[str, str], watch: Callable[[Child], None]) -> str:
    """Bring the database up to date and return how the organizer signs in. Repeatable."""

    def manage(*arguments: str) -> str:
        log = var_dir / "log" / f"{arguments[0]}.log"
        log.unlink(missing_ok=True)
        command = [sys.executable, "manage.py", *arguments]
        watch(Child(f"manage.py {arguments[0]}", command, log, BASE_DIR, env))
        return log.read_text(errors="replace")

    print("Preparing the database…", flush=True)
    manage("migrate", "--no-input")
    file = var_dir / "organizer.txt"
    is_first_time = not file.exists()
    password = kept(file, length=12)
    # "--password=" because one password in 64 begins with a hyphen and would look like an option.
    made = manage("create_organizer", "--email", ORGANIZER, f"--password={password}", "--if-none")
    manage("load_demonstration", "--if-empty")
    if is_first_time and not made:
        file.unlink()
        return "(with an account that is already in this database)"
    return f"{ORGANIZER}   password {password}"


def wait_until_ready(port: int, check: Callable[[], None]) -> None:
    """Return once the site answers; `check` raises an error if one of its programs has ended.

    Raises CannotStartError after READY_WITHIN seconds.
    """
    end = time.monotonic() + READY_WITHIN
    while not answers(port):
        check()
        if time.monotonic() > end:
            raise CannotStartError(
                f"The site did not answer within {READY_WITHIN:.0f} s; see log/ in VAR_DIR."
            )
        time.sleep(0.1)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def greeting(env: Mapping[str, str], login: str) -> str:
    site = env["SITE_URL"]
    mail = f"{site}/mailbox/"
    if env.get("EMAIL_URL"):
        server = urlsplit(env["EMAIL_URL"])  # not printed in full: it may hold a password
        mail = f"sent through {server.hostname}:{server.port or 'its default port'}"
    return f"""
  The site    {site}/
  Organizers  {site}/desk/   {login}
  E-mail      {mail}
  Files       {env["VAR_DIR"]}

Ctrl-C stops everything."""
