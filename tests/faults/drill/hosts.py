"""`make hosts`: two web hosts, a worker's host, and nginx in front, as namespaces of one machine.

Each host has its own network, joined to the others by a bridge; only root may make them. The
machine itself is the host of the database, of Valkey, of the mail server and of nginx. One web
host loses its programs, then the other one its cable, while people sign and confirm.
"""

import http.client
import shutil
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlencode

from letter_site.local import run
from tests.faults.drill.crowd import FORM as PERSON
from tests.faults.drill.privileged import CannotInjectError
from tests.faults.drill.run import drilled
from tests.journeys.site import FORM, Answer, Site, wait_until
from tests.nginx import Nginx

BRIDGE, NETWORK, PORT = "letter-hosts", "10.77.0", 8000
HERE = f"{NETWORK}.1"
HOSTS = {"a": f"{NETWORK}.11", "b": f"{NETWORK}.12", "w": f"{NETWORK}.13"}
A, B = (f"{HOSTS[name]}:{PORT}" for name in "ab")
MOST_ERRORS = 1.0  # percent of the requests while a host is away
# As the guide says for a second web machine. The crowd has one address, so it needs wide limits.
NGINX = {
    r"server [\d.:]+ max_conns=(\d+);": (
        rf"server {A} max_conns=\1 max_fails=1 fail_timeout=2s;"
        rf" server {B} max_conns=\1 max_fails=1 fail_timeout=2s;"
    ),
    r"server [\d.:]+ backup;": f"server {B} max_fails=3 fail_timeout=2s;",
    # A host without a cable does not refuse; what it was not yet asked, the other one is asked.
    r"proxy_connect_timeout 5s;": "proxy_connect_timeout 1s;",
    r"proxy_next_upstream error;": "proxy_next_upstream error timeout;",
    r"rate=\d+r/s": "rate=1000r/s",
}


def ip(*arguments):
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise CannotInjectError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


def cable(name):
    return f"letter-{name}-eth"


@contextmanager
def network():
    """Make the hosts and the bridge, and remove them at the end."""
    remove()  # what a run that was killed left behind
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("address", "add", f"{HERE}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for name, address in HOSTS.items():
            host = f"letter-{name}"
            ip("netns", "add", host)
            peer = ["peer", "name", "eth0", "netns", host]
            ip("link", "add", cable(name), "type", "veth", *peer)
            ip("link", "set", cable(name), "master", BRIDGE, "up")
            ip("-n", host, "address", "add", f"{address}/24", "dev", "eth0")
            ip("-n", host, "link", "set", "eth0", "up")
            ip("-n", host, "link", "set", "lo", "up")
        yield
    finally:
        remove()


def remove():
    """Remove the hosts and the bridge, as far as they are there."""
    for name in HOSTS:
        with suppress(CannotInjectError):
            ip("netns", "delete", f"letter-{name}")
    with suppress(CannotInjectError):
        ip("link", "delete", BRIDGE)


class HostsSite(Site):
    """The site on several hosts; its requests go through nginx."""

    def __init__(self, folder):
        super().__init__(folder, durable=True)
        self.listen_in_the_network()
        self.env |= {
            "DATABASE_URL": f"postgresql://letter@{HERE}/letter",
            "REDIS_URL": f"redis://{HERE}:6379/0",
            "EMAIL_URL": f"smtp://{HERE}:{self.sink.port}",
            "TRUSTED_PROXIES": "1",
        }
        self.sink.hostname = HERE
        web = run.WEB.replace("127.0.0.1", "{}")
        self.web, self.other = (
            self.on_host(name, self._program(f"web-{name}", f"{web.format(HOSTS[name])} {PORT}"))
            for name in "ab"
        )
        self.worker = self.on_host("w", self.worker)
        self.programs = [self.web, self.other, self.worker, self.beat]
        self.nginx = Nginx(folder / "nginx", A, name="localhost", forms=A, more=NGINX)

    def on_host(self, name, program):
        """Return the same program, to be started on one of the hosts."""
        inside = [shutil.which("ip"), "netns", "exec", f"letter-{name}"]
        return replace(program, command=[*inside, *program.command])

    def listen_in_the_network(self):
        """Let PostgreSQL and Valkey answer the hosts, as on a machine of their own."""
        postgres, valkey = self.servers.postgres, self.servers.valkey
        self.servers.valkey.stop()
        postgres.stop()
        with (postgres.data / "pg_hba.conf").open("a") as rules:
            print(f"host all all {NETWORK}.0/24 trust", file=rules)
        postgres.child.command = [
            f"listen_addresses={HERE}" if each == "listen_addresses=" else each
            for each in postgres.child.command
        ]
        options = ["--port", "6379", "--bind", HERE, "--protected-mode", "no"]
        valkey.child.command = [*valkey.child.command, *options]
        self.servers.start()

    def start(self):
        self.nginx.program.start()
        super().start()

    def stop(self):
        self.other.stop(within=5)
        super().stop()
        self.nginx.program.stop(within=5)

    def ask(self, method, path, form=None, **ignored):
        body = None if form is None else urlencode(form)
        status, headers, text = self.nginx.ask(method, path, body, **(FORM if body else {}))
        return Answer(status, headers, text, 0.0)

    def ask_host(self, name, method, path, form=None):
        """Ask one web host without nginx, with the headers that nginx adds."""
        headers = {"Host": "localhost", "X-Forwarded-For": "127.0.0.1", **(FORM if form else {})}
        connection = http.client.HTTPConnection(HOSTS[name], PORT, timeout=30)
        with closing(connection):
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(), 0.0)

    def host_answers(self, name):
        with suppress(OSError):
            return self.ask_host(name, "GET", "/healthz/ready").status == 200
        return False


def web_host_killed(site, seconds):
    """H1 One of two web hosts loses all its programs."""
    site.web.kill()
    time.sleep(seconds)
    site.web.start()
    wait_until(lambda: site.host_answers("a"), within=240)  # the next fault needs it
    return []


def web_host_cut_off(site, seconds):
    """H2 The cable of the other web host is pulled out."""
    ip("link", "set", cable("b"), "down")
    time.sleep(seconds)
    ip("link", "set", cable("b"), "up")
    return []


def rows(folder, seconds, rate, file):
    """Return the rows of the table: a signature by way of both hosts, then each fault."""
    with network():
        site = HostsSite(folder)
        try:
            site.start()
            found = [by_way_of_both(site)]
            for fault in (web_host_killed, web_host_cut_off):
                found.append(few_errors(drilled(site, [fault], seconds, rate, file=file)))
            return found
        finally:
            site.stop()


def by_way_of_both(site):
    """Sign at one host, confirm at the other, and read both counts."""
    slug, email = "both-hosts", "both-hosts@example.org"
    site.call("tests.faults.drill.inside", "begin", slug)
    wrong = []
    signed = site.ask_host("a", "POST", f"/{slug}/sign/", {**PERSON, "email": email})
    if signed.status != 302:
        wrong.append(f"signing at host a was answered {signed.status}")
    path = site.sink.wait_for(email).path
    confirmed = site.ask_host("b", "POST", path, {"confirm": "yes"})
    if confirmed.status != 200:
        wrong.append(f"confirming at host b was answered {confirmed.status}")
    count = f"/api/v1/statements/{slug}/count"
    for name in "ab":
        wait_until(lambda name=name: "1" in site.ask_host(name, "GET", count).text)
    what = "Signed at one web host, confirmed at the other, counted at both."
    return {"fault": "H0", "what": what, "broken": wrong}


def few_errors(row):
    """Return the row; it is broken if too many requests failed while a host was away."""
    if row["not_ok_percent"] >= MOST_ERRORS:
        row["broken"].append(f"{row['not_ok_percent']} % of the forms were not accepted")
    return row
