"""The crowd of the load test: each person arrives on time, even if others still wait."""

import asyncio
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from tests.bench.people import people
from tests.bench.stage import SLUG
from tests.load.client import LostError
from tests.load.curve import opens_after
from tests.load.mix import POLLED, READING

AGES = 10  # seconds after which a browser updates its copy, as often as a page polls
PATIENCE = 60  # seconds from the last signer to the last e-mail
SHOWN = re.compile(r'name="shown" value="([^"]*)"')
# Each number has its own surname, which no rule on names holds for review.
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"]


@dataclass
class Signer:
    name: str
    address: str
    signed: float | None = None  # time of the answer to the form
    mailed: float | None = None  # time when the e-mail arrived in the sink
    pressed: bool = False  # the button was clicked, with or without an answer
    confirmed: float | None = None


class Crowd:
    def __init__(self, launch, random, *, client, browsers, shelf, forms, record):
        self.launch, self.random, self.record = launch, random, record
        self.client, self.browsers, self.shelf, self.forms = client, browsers, shelf, forms
        self.clock = asyncio.get_running_loop().time
        self.signers, self.known, self.is_over = {}, {}, False

    async def come(self, group, probes):
        self.group, self.probes = group, probes
        comes = {"reader": self.read, "poller": self.poll, "signer": self.sign}
        for after, kind in self.launch.arrivals(self.random):
            due = self.record.began + after
            await asyncio.sleep(max(0, due - self.clock()))
            group.create_task(comes[kind](due))
        self.is_over = True

    async def read(self, due):
        await self.fetch(self.random.choices(READING, [each.share for each in READING])[0], due)

    async def poll(self, due):
        await self.fetch(POLLED, due)

    async def fetch(self, asked, due):
        path = self.shelf.path(asked.kind)
        since, known = self.known.get(path, (0.0, ""))
        sent = known if self.random.random() < asked.again else ""
        request = self.browsers.get(path, asked.accept, sent)
        answer = await self.asked(asked.kind, request, due, (200, 304) if sent else (200,))
        if answer and asked.again and answer.status == 200 and due > since + AGES:
            self.known[path] = due, validators(answer)

    async def sign(self, due):
        (mailbox, address), number = next(people(1)), len(self.signers)
        surname = "".join(SYLLABLES[int(digit)] for digit in f"{number:06}").capitalize()
        signer = Signer(f"Ada {surname}", address)
        self.signers[mailbox] = signer
        body = self.forms.body(mailbox, signer.name)
        request = self.browsers.post(f"/{SLUG}/sign/", body, address)
        if answer := await self.asked("sign", request, due, (302,)):
            signer.signed = self.clock()
            sent = self.browsers.get(answer.header("Location"), address=address)
            await self.asked("sent", sent, self.clock(), (200,))

    async def read_mail(self, links):
        """Read e-mails from the sink's file until all have arrived or PATIENCE is over."""
        line, last = "", None
        while not self.is_over or self.is_waiting(last):
            line += links.readline()
            if line.endswith("\n"):
                self.mailed(*line.split())
                line = ""
                continue
            if self.is_over and last is None:
                last = self.clock() + PATIENCE
            await asyncio.sleep(0.1)

    def is_waiting(self, last):
        waiting = any(each.mailed is None for each in self.signers.values())
        return last is None or (waiting and self.clock() < last)

    def mailed(self, moment, known, mailbox, path):
        if path == "-":  # an e-mail of thanks
            return
        signer = self.signers[mailbox]
        signer.mailed = float(moment)
        after = opens_after(self.random)
        if after is not None:
            self.group.create_task(self.confirm(signer, path, after))

    async def confirm(self, signer, path, after):
        """Open the page and click its button, with the values that the page has."""
        await asyncio.sleep(after)
        request = self.browsers.get(path, address=signer.address)
        page = await self.asked("opened", request, self.clock(), (200,))
        found = page and SHOWN.search(page.text())
        if not found:
            return
        await asyncio.sleep(1)
        signer.pressed = True
        body = urlencode({"shown": unescape(found[1])})
        request = self.browsers.post(path, body, signer.address)
        if await self.asked("confirm", request, self.clock(), (200,)):
            signer.confirmed = self.clock()
            self.probes.saw(signer.name, signer.confirmed)

    async def asked(self, kind, request, due, expected):
        """Return the answer. If it is not as expected, record an error and return None."""
        self.record.offer(kind, due, self.clock())
        try:
            answer = await self.client.ask(request, due)
        except LostError as error:
            self.record.error(kind, str(error))
        else:
            if answer.status in expected:
                self.record.answer(kind, due, self.clock())
                return answer
            self.record.error(kind, str(answer.status))
        return None


def validators(answer):
    """Return the header lines with which a browser asks whether its copy is still valid."""
    pairs = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
    found = {line: answer.header(name) for line, name in pairs.items()}
    return "".join(f"{line}: {value}\r\n" for line, value in found.items() if value)
