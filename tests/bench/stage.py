"""The stage of the benchmark: databases, several copies of the site, e-mail, nginx."""

import os
import secrets
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from letter_site.local import embedded, first_run
from letter_site.local.children import Child
from letter_site.local.places import CannotStartError
from letter_site.local.run import BASE_DIR, CLOCK, PYTHON, WEB, WORKER
from tests.bench import front
from tests.bench.load import NotMeasuredError

SMALL = 1_000  # signatures of the statement SLUG in the small database
OTHERS = 363  # signatures that load_demonstration gives to the other statements, of SMALL + OTHERS
SLUG = "ask-first"
PATIENCE = 600  # seconds until each web server answers, on a machine that has much else to do


class Stage:
    """A context manager that runs everything. `url` has the address of each site by name.

    "site" is as in production, and "uncounted" confirms without counting. "large" and "small"
    have no page cache. "small" has the small database, all others the large one. `missing` has
    the reasons for what could not start.
    """

    def __init__(self, var_dir, rows):
        self.var_dir, self.rows = var_dir, rows
        self.url, self.missing, self.pids = {}, {}, {}
        self.links = var_dir / "links.txt"
        self.at_the_end = ExitStack()

    def __enter__(self):
        with ExitStack() as on_error:
            on_error.callback(self.at_the_end.close)
            self.servers = embedded.start(self.var_dir, durable=True)
            self.at_the_end.callback(self.servers.stop)
            self.scratch = self.var_dir / "scratch"
            self.scratch.mkdir(exist_ok=True)
            self.environments()
            self.fill()
            self.start_all()
            on_error.pop_all()
        return self

    def __exit__(self, *error):
        self.at_the_end.close()

    def environments(self):
        self.mail_port = free_port()
        self.large = {
            **os.environ,
            **self.servers.environment,
            "DEBUG": "False",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITE_URL": "http://127.0.0.1",
            "SITE_CONTROLLER": "The Example Guild, Exampletown",
            "SITE_CONTACT": "letter@example.org",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "TRUSTED_PROXIES": "1",
            "VAR_DIR": str(self.var_dir),
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }
        self.small = self.large | {
            "DATABASE_URL": self.address("small"),
            "REDIS_URL": self.servers.redis_url.replace("db=0", "db=1"),
        }

    def fill(self):
        """Fill the large database, and copy it to the small one while it is still small."""
        os.environ.update(self.large)
        django.setup()
        connections.settings["small"] = connections.settings["default"] | {"NAME": "small"}
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demonstration", signatures=SMALL + OTHERS)
        connections.close_all()
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE small TEMPLATE letter")
        call_command("load_demonstration", signatures=self.rows)
        for name in ("small", "letter"):
            with psycopg.connect(self.address(name), autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE)")  # as autovacuum would do later
                connection.execute("CHECKPOINT")

    def address(self, name):
        return self.servers.database_url.replace("/letter?", f"/{name}?")

    def start_all(self):
        self.child("sink", [*PYTHON, "tests.bench.sink", str(self.mail_port), self.links])
        self.granian("site", self.large, "tests.bench.settings")
        self.granian("uncounted", self.large, "tests.bench.uncounted")
        self.granian("large", self.large, "tests.bench.cold")
        self.granian("small", self.small, "tests.bench.cold")
        try:
            site = self.url["site"].removeprefix("http://")
            port = self.port("nginx")
            self.child("nginx", front.command(self.scratch / "nginx", port, site))
        except NotMeasuredError as error:
            self.missing["nginx"] = str(error)
            del self.url["nginx"]
        for url in self.url.values():
            self.wait_for(url)

    def granian(self, name, env, settings):
        web = (
            WEB
            if name in ("site", "forms", "uncounted")
            else WEB.replace("--workers 2", "--workers 1")
        )
        command = [*PYTHON, *f"{web} {self.port(name)}".split()]
        env = env | {"DJANGO_SETTINGS_MODULE": settings}
        self.pids[name] = self.child(name, command, env).process.pid

    def port(self, name):
        port = free_port()
        self.url[name] = f"http://127.0.0.1:{port}"
        return port

    def workers(self):
        """Start the programs that send e-mails and fold tallies; return a stack that ends them."""
        running = ExitStack()
        for name, command in (("worker", WORKER), ("beat", f"{CLOCK} {self.scratch}/beat")):
            child = self.child(name, [*PYTHON, *command.split()])
            self.pids[name] = child.process.pid
            running.callback(child.stop, within=5)
        return running

    def child(self, name, command, env=None):
        log = self.var_dir / "log" / f"{name}.log"
        child = Child(name, command, log, BASE_DIR, env or self.large)
        child.start()
        self.at_the_end.callback(child.stop, within=5)
        return child

    def wait_for(self, url):
        end = time.monotonic() + PATIENCE
        while not first_run.answers(urlsplit(url).port):
            if time.monotonic() > end:
                raise CannotStartError(f"Nothing answers at {url}; see {self.var_dir}/log.")
            time.sleep(0.1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
