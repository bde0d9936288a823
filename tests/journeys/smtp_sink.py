"""An SMTP server for tests that keeps every e-mail and can misbehave on request."""

import asyncio
import email
import email.policy
import os
import random
import re
import socket
import threading
import time
from contextlib import contextmanager, suppress

from aiosmtpd.controller import Controller

# One thousand ports for each process of pytest-xdist, in an order of chance: other copies of the
# tests may run on this machine.
PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
LOWEST = 20_000 + 1_000 * (PROCESS % 12)
PORTS = iter(random.sample(range(LOWEST, LOWEST + 1_000), 1_000))


class Mail:
    """One received e-mail: its envelope and its content as the reader sees it."""

    def __init__(self, envelope):
        self.sender = envelope.mail_from
        [self.to] = envelope.rcpt_tos
        self.came_at = time.monotonic()
        self.message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.id = self.message["Message-ID"]
        self.subject = self.message["Subject"]
        self.text = self._part("plain")
        self.html = self._part("html")

    def _part(self, kind):
        body = self.message.get_body([kind])  # allauth's e-mails have no HTML
        return body.get_content().replace("\r\n", "\n") if body else ""

    def paths(self, kind):
        """Return the paths below /kind/ that an e-mail program would find in the text."""
        return re.findall(rf"http://localhost:\d+(/{kind}/[\w-]+/)", self.text)

    @property
    def path(self):
        """The only personal link of this e-mail, as a path."""
        [path] = self.paths("confirm") + self.paths("manage")
        return path

    @property
    def code(self):
        return re.search(r"^([0-9A-Z]{4}-[0-9A-Z]{4})$", self.text, re.MULTILINE).group(1)

    @property
    def secrets(self):
        links = r"/(?:asked|confirm|manage|endorsements|new-address|not-me|unsubscribe)/([\w-]+)/"
        return re.findall(rf"{links}|\b([0-9A-Z]{{4}}-[0-9A-Z]{{4}})\b", self.text)


class Sink(Controller):
    """An SMTP server on its own port; ``recipient`` and ``data`` decide what it answers."""

    def __init__(self):
        super().__init__(self, hostname="127.0.0.1", port=free_port())
        self.mails = []
        self.connections = 0
        self.changed = threading.Condition()
        self._behave_well()

    def _behave_well(self):
        self.recipient = lambda address: None
        self.data = lambda mail: None
        self.closes_after_data, self.closing = False, set()
        self.held, self.go_on = threading.Event(), threading.Event()
        self.holds = lambda mail: False

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @contextmanager
    def misbehaving(self, **how):
        """Change the server's answers inside the block.

        ``recipient`` gets an address and ``data`` a Mail; each returns an SMTP reply, or None
        to accept. ``holds`` gets a Mail and returns whether its reply waits until ``go_on`` is
        set; ``held`` is set meanwhile. ``closes_after_data`` closes the connection after each
        250.
        """
        for name, value in how.items():
            setattr(self, name, value)
        try:
            yield self
        finally:
            self.go_on.set()
            self._behave_well()

    def factory(self):
        self.connections += 1
        return super().factory()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if reply := self.recipient(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        mail = Mail(envelope)
        if session.peer in self.closing:
            return "421 Closing"  # nothing is accepted shortly before the connection closes
        if reply := self.data(mail):
            return reply
        if self.holds(mail):
            self.held.set()
            await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, 30)
        with self.changed:
            self.mails.append(mail)
            self.changed.notify_all()
        if self.closes_after_data:
            self.closing.add(session.peer)
            asyncio.get_running_loop().call_later(0.02, server.transport.abort)
        return "250 OK"

    def to(self, address, about=""):
        return [mail for mail in self.mails if mail.to == address and about in mail.subject]

    def wait_for(self, address, count=1, within=60, about=""):
        """Return the ``count``-th e-mail to ``address`` whose subject contains ``about``.

        Waits up to ``within`` seconds. Organizers, officers and people on a published list
        also get e-mails that a test did not ask for (a digest, an alarm): name the subject.
        """
        end = time.monotonic() + within
        with self.changed:
            while len(found := self.to(address, about)) < count:
                left = end - time.monotonic()
                assert left > 0, f"no mail {count} to {address} about {about!r} in {within} s"
                self.changed.wait(left)
            return found[count - 1]

    @property
    def secrets(self):
        """Return every token and code from all e-mails."""
        return {each for mail in self.mails for found in mail.secrets for each in found if each}


def free_port():
    """Return a port where nobody listens, which no other process of the same tests returns.

    The kernel gives the ports from 32,768 on to whoever connects: one of those may be taken
    before the test listens there.
    """
    for port in PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port is left for this process")
