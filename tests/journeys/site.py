"""The site under test, in its own processes as in production, and ways to access it."""

import http.client
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import psycopg

from letter_site.local import embedded, run
from letter_site.local.children import Child
from tests import schema
from tests.journeys.console import Console
from tests.journeys.smtp_sink import Sink, free_port
from tests.provider import members

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+\w+")
OURS = {"noreply@localhost"}
JOBS_IN_ONE_PROCESS = ("web", "jobs")  # starts sooner, and costs less, than Celery's two programs
NOT_SET = ("ALLOWED_HOSTS", "TRUSTED_PROXIES", "CONFIRM_WITHIN_HOURS", "DEFAULT_FROM_EMAIL")


def wait_until(question, within=60):
    """Call ``question`` until it returns true, and return how many seconds that took."""
    began = time.monotonic()
    while not question():
        assert time.monotonic() - began < within, f"not so within {within} s"
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str | bytes
    seconds: float


class Site:
    """One running site: PostgreSQL, Valkey, a mail server, and the site's programs.

    ``programs`` names those that ``start`` starts: "web", "worker", "beat", or "jobs", which does
    the work of the last two in one process. Start it from the main thread, because all of them
    end with the thread that started them. ``durable`` lets PostgreSQL wait for the disk and gather
    statistics, as in production.
    """

    def __init__(self, var_dir, programs=("web", "worker", "beat"), *, durable=False):
        self.port = free_port()
        self.provider_port = free_port()  # for a guild's sign-in server, if a test starts one
        self.dns_port = free_port()  # for a DNS server, if a test starts one
        self.sink = Sink()
        self.durable = durable
        self.servers = embedded.start(var_dir, durable=durable)
        self.log_dir = self.servers.var_dir / "log"
        self.env = {name: value for name, value in os.environ.items() if name not in NOT_SET}
        self.env |= {
            **self.servers.environment,
            "DJANGO_SETTINGS_MODULE": "letter_site.settings",
            "DEBUG": "False",
            "SECRET_KEY": "of the site in the journeys",
            "ROSTER_KEY": "of the rosters in the journeys",
            "SITE_URL": f"http://localhost:{self.port}",
            "SITE_NAME": "Open statement",
            "SITE_CONTROLLER": "The Example Guild, Exampletown",
            "SITE_CONTACT": "letter@example.org",
            "VAR_DIR": str(self.servers.var_dir),
            "EMAIL_URL": self.sink.url,
            # Hundreds of visitors share this machine's address; unit tests cover the limits.
            "PROVIDERS_NEARBY": f"http://127.0.0.1:{self.provider_port}",
            "ORCID_ISSUER": f"http://127.0.0.1:{self.provider_port}",
            "ORCID_CLIENT_ID": members.ORCID,
            "ORCID_CLIENT_SECRET": members.SECRET,
            "DNS_SERVERS": f"127.0.0.1:{self.dns_port}",
            "SHARED_NETWORKS": "127.0.0.1/32,::1/128",
            "PYTHONUNBUFFERED": "1",
        }
        self.web = self._program("web", f"{run.WEB} {self.port}")
        self.worker = self._program("worker", run.WORKER)
        self.beat = self._program("beat", run.CLOCK, self.servers.var_dir / "beat-schedule")
        self.jobs = self.command("run_jobs", "--loop")
        self.programs = [getattr(self, name) for name in programs]
        self.console = None

    def _program(self, name, command, *rest):
        return run.child(name, command, self.servers.var_dir, self.env, *rest)

    def start(self):
        self.sink.start()
        schema.fill(self.servers.database_url, partial(self.manage, "migrate", "--no-input"))
        self.run_command("collectstatic", "--no-input")
        if not self.durable:  # autovacuum would write too, and the tests count writes
            self.sql("ALTER SYSTEM SET autovacuum = off")
            self.sql("SELECT pg_reload_conf()")
        for program in self.programs:
            program.start()
        wait_until(self._answers, within=240)  # programs start on a machine that may be busy

    def _answers(self):
        for program in self.programs:
            assert program.alive, f"{program.name} has ended:\n{program.last_words()}"
        try:
            return self.get("/healthz/ready").status == 200
        except OSError:
            return False

    def stop(self):
        programs = (self.beat, self.jobs, self.worker, self.web)
        for program in programs:
            program.ask_to_stop()
        for program in programs:
            program.stop(within=5)
        if self.console:
            self.console.stop()
        self.servers.stop()
        self.sink.stop(no_assert=True)

    # --- Access ---

    def sql(self, query, *values):
        """Run a query in its own transaction and return its rows, if any."""
        with psycopg.connect(self.servers.database_url, autocommit=True) as connection:
            found = connection.execute(query, values or None)
            return found.fetchall() if found.description else None

    def value(self, query, *values):
        [[value]] = self.sql(query, *values)
        return value

    def command(self, *arguments):
        """Return a ``manage.py`` command as a Child that is not started yet."""
        log = self.log_dir / f"{arguments[0]}.log"
        return Child(
            arguments[0], [sys.executable, "manage.py", *arguments], log, run.BASE_DIR, self.env
        )

    def manage(self, *arguments):
        """Run ``manage.py`` to its end and return its output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=run.BASE_DIR, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def run_command(self, *arguments):
        """Run ``manage.py`` to its end as ``manage`` does, in a process that is there already."""
        return self.call("tests.journeys.console", "run_command", *arguments)

    def seed(self, what, *values):
        """Call a function of seed.py in the site's database and return what it returns."""
        return self.call("tests.journeys.seed", what, *values)

    def call(self, module, function, *values):
        """Call a function of a test module in the site's database; values and answer are JSON."""
        if self.console is None:
            self.console = Console(self.env)
        return self.console.call(module, function, *values)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method, path, form=None, connection=None, is_text=True, **headers):
        """Send one request and return the Answer. A given ``connection`` stays open.

        Without ``is_text``, the answer's text is bytes.
        """
        own = connection or self.connect()
        body = None if form is None else urlencode(form)
        kept = {"Host": f"localhost:{self.port}", **(FORM if body else {}), **headers}
        began = time.perf_counter()
        own.request(method, path, body, kept)
        response = own.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        if connection is None:
            own.close()
        text = content.decode() if is_text else content
        return Answer(response.status, response.headers, text, seconds)

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, form, **options):
        return self.ask("POST", path, form, **options)

    def sign(self, slug, email, *, name="Ada Example", connection=None):
        """Post the sign form as a browser does, and check that the site accepted it."""
        form = {"name": name, "email": email, "display": "full"}
        form |= {"consent_sign": "on", "consent_publish": "on"}
        answer = self.post(f"/{slug}/sign/", form, connection=connection)
        page, _, _ = answer.headers["Location"].partition("?")
        assert (answer.status, page) == (302, f"/{slug}/sign/sent/")
        return answer

    def count(self, slug):
        """Return the public count of a statement."""
        answer = self.get(f"/api/v1/statements/{slug}/count")
        return int(re.fullmatch(r'\{"signatories": ?(\d+)\}', answer.text).group(1))

    def wait_for_count(self, slug, number):
        """Wait until the public count is ``number``: what a page says may be two seconds old."""
        wait_until(lambda: self.count(slug) == number, within=10)

    def wait_for_words(self, words, path):
        """Wait until a page has the words: what it says may be two seconds old."""
        wait_until(lambda: words in self.get(path).text, within=10)

    # --- Logs ---

    def leaks(self):
        """Return each e-mail address and token in the logs, as (file, text)."""
        secrets = self.sink.secrets
        found = set()
        for log in self.log_dir.iterdir():
            text = log.read_text(errors="replace")
            found |= {(log.name, each) for each in secrets if each in text}
            found |= {(log.name, each) for each in ADDRESS.findall(text)}
        return sorted(each for each in found if each[1] not in OURS)

    def last_words(self):
        """Return (name, end of the log) of each program, to print with a failure."""
        return [(log.name, log.read_text(errors="replace")[-3000:]) for log in self._logs()]

    def _logs(self):
        return sorted(log for log in self.log_dir.iterdir() if log.stat().st_size)
