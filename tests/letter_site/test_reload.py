"""The web server is reloaded, as an upgrade does it, while people read and send forms."""

import os
import re
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psutil
import pytest

from letter_site.local.children import Child
from letter_site.local.run import BASE_DIR
from tests.journeys.site import wait_until
from tests.nginx import Nginx

ADDRESS = "/healthz/live"  # needs no database; says 405 to a form


UNIT = (BASE_DIR / "letter_site/deploy/letter-web.service").read_text()


@pytest.fixture
def web(tmp_path):
    """The web server as its unit starts it, behind nginx."""
    socket = tmp_path / "web.sock"
    [command] = re.findall(r"^ExecStart=((?:.*\\\n)*.*)", UNIT, re.MULTILINE)
    command = command.replace("\\\n", "").replace("/run/letter/web.sock", str(socket))
    command = [sys.executable, *command.split()[1:]]
    program = Child("web", command, tmp_path / "web.log", BASE_DIR, os.environ)
    program.start()
    try:
        with Nginx(tmp_path / "nginx", f"unix:{socket}", "localhost") as nginx:
            yield psutil.Process(program.process.pid), nginx
    finally:
        program.stop(within=5)


def test_a_reload_of_the_web_server_refuses_nothing(web):
    web, nginx = web
    before, done = set(web.children()), Event()

    def ask_until_done(pause, *request):
        """Return each status there was; ``pause`` (seconds) keeps below the limits of nginx."""
        statuses = set()
        while not done.wait(pause):
            statuses.add(nginx.ask(*request)[0])
        return statuses

    with ThreadPoolExecutor(max_workers=6) as threads:
        reading = [threads.submit(ask_until_done, 0.1, "GET", ADDRESS) for _ in range(4)]
        sending = [threads.submit(ask_until_done, 0.5, "POST", ADDRESS, "a=b") for _ in range(2)]
        try:
            web.send_signal(signal.SIGHUP)
            wait_until(lambda: not before & set(web.children()), within=60)
        finally:
            done.set()

    assert len(web.children()) == len(before) == 2
    assert set().union(*(each.result() for each in reading)) == {200}
    assert set().union(*(each.result() for each in sending)) == {405}


def test_unit_of_the_web_server_reloads_it_so():
    assert re.search(r"^ExecReload=/bin/kill -HUP \$MAINPID$", UNIT, re.MULTILINE)
