"""Queues of the nginx configuration that ships: readers, searches and forms do not share one."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from letter_site.local.run import BASE_DIR
from tests.journeys.site import wait_until
from tests.journeys.smtp_sink import free_port
from tests.nginx import CONF, Nginx

DEPLOY = BASE_DIR / "letter_site/deploy"
ASKED = {
    "readers": [("GET", "/letter/"), ("GET", "/letter/signatories/?q=ada")],
    "forms": [
        ("POST", "/letter/sign/"),
        ("POST", "/letter/claim/"),
        ("POST", "/letter/endorse/"),
        ("GET", "/letter/sign/sent/?to=sealed"),
        ("GET", "/letter/endorse/sent/?to=sealed"),
        ("GET", "/letter/claim/sent/?to=sealed"),
        ("GET", "/letter/invitation/?token=sealed"),
        ("GET", "/letter/next/share/"),
        ("GET", "/confirm/token/"),
        ("POST", "/code/"),
        ("GET", "/manage/token/"),
        ("GET", "/desk/letter/launch/"),
        ("POST", "/desk/letter/imports/"),
        ("POST", "/guilds/tin/roster/"),
        ("GET", "/accounts/login/"),
        ("GET", "/healthz/ready"),
    ],
}
SMALL = {"max_conns=64": "max_conns=3", "max_conns=6;": "max_conns=1;"}


class Site(ThreadingHTTPServer):
    """Processes of the site that say their name; pages with "slow" in it wait for ``go_on``."""

    daemon_threads = True

    def __init__(self, name):
        super().__init__(("127.0.0.1", 0), Page)
        self.name, self.go_on, self.waiting = name, threading.Event(), []
        self.address = f"127.0.0.1:{self.server_port}"


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # noqa: N802
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "slow" in self.path:
            self.server.waiting.append(self.path)
            self.server.go_on.wait(60)
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=5")
        self.send_header("Content-Length", str(len(self.server.name)))
        self.end_headers()
        self.wfile.write(self.server.name.encode())

    do_POST = do_GET  # noqa: N815

    def log_message(self, *about):
        pass


@contextmanager
def running(name):
    with Site(name) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        try:
            yield site
        finally:
            site.go_on.set()
            site.shutdown()


@pytest.fixture
def readers():
    with running("readers") as site:
        yield site


@pytest.fixture
def nginx(readers, tmp_path):
    with (
        running("forms") as forms,
        Nginx(tmp_path / "nginx", readers.address, forms=forms.address, more=SMALL) as nginx,
    ):
        yield nginx


@contextmanager
def slow_requests(nginx, site, paths):
    """Keep a request for each of ``paths`` waiting at ``site`` in the block."""
    with ThreadPoolExecutor(len(paths)) as threads:
        asked = [threads.submit(nginx.ask, "GET", each) for each in paths]
        try:
            wait_until(lambda: len(site.waiting) == len(paths), within=60)
            yield
        finally:
            site.go_on.set()
    assert [each.result()[0] for each in asked] == [200] * len(paths)


def test_forms_and_pages_of_one_person_have_processes_of_their_own(nginx):
    asked = {by: {each: nginx.ask(*each)[::2] for each in ASKED[by]} for by in ASKED}

    assert asked == {by: dict.fromkeys(ASKED[by], (200, by)) for by in ASKED}


def test_crowd_of_readers_is_answered_from_the_cache_or_with_503_while_forms_go_on(nginx, readers):
    nginx.ask("GET", "/known/")
    with slow_requests(nginx, readers, [f"/slow/{each}/" for each in range(3)]):
        status, headers, text = nginx.ask("GET", "/new/")
        time.sleep(1.2)  # what nginx has is too old now
        known = nginx.ask("GET", "/known/")
        form = nginx.ask("POST", "/letter/sign/", "name=Ada")
        desk = nginx.ask("GET", "/desk/")

    assert (status, headers["Retry-After"]) == (503, "10")
    assert text.startswith("Too many people want to read this right now")
    assert known[::2] == (200, "readers")
    assert form[::2] == desk[::2] == (200, "forms")


def test_searches_leave_places_to_other_readers(nginx, readers):
    with slow_requests(nginx, readers, ["/letter/signatories/?q=slow"]):
        search = nginx.ask("GET", "/letter/signatories/?q=ada")
        other = nginx.ask("GET", "/letter/signatories/")

    assert (search[0], search[1]["Retry-After"]) == (503, "10")
    assert other[::2] == (200, "readers")


def test_processes_of_readers_help_out_while_those_of_forms_are_away(readers, tmp_path):
    away = f"127.0.0.1:{free_port()}"
    with Nginx(tmp_path / "nginx", readers.address, forms=away) as nginx:
        answers = [nginx.ask("POST", "/letter/sign/", "name=Ada")[::2] for _ in range(4)]

    assert answers == [(200, "readers")] * 4


def test_every_socket_of_nginx_belongs_to_a_unit():
    sockets = set(re.findall(r"server unix:(\S+?)[; ]", CONF))

    units = [each.read_text() for each in DEPLOY.glob("letter-*.service")]
    assert sockets == {one for unit in units for one in re.findall(r"--uds (\S+)", unit)}


def test_units_of_both_web_servers_differ_only_in_their_socket_and_weight():
    web, forms = ((DEPLOY / f"letter-{name}.service").read_text() for name in ("web", "forms"))

    changed = forms.replace("/run/letter-forms/forms.sock", "/run/letter/web.sock")
    changed = changed.replace("RuntimeDirectory=letter-forms\n", "RuntimeDirectory=letter\n")
    changed = re.sub(r"# People who sign .*\nCPUWeight=300\n", "", changed)
    assert web.splitlines()[1:] != forms.splitlines()[1:]
    assert web.splitlines()[2:] == changed.splitlines()[2:]
