"""People who sign, confirm and read while faults are injected, and try again as people do."""

import itertools
import threading
import time
from contextlib import contextmanager

TRIES = 8
DOUBLE = 5  # every fifth person clicks twice
READING = 16  # threads
LATE_MOST = 1  # seconds that are made up for after a time without answers
FORM = {"name": "Ada Example", "display": "full", "consent_sign": "on", "consent_publish": "on"}


class Crowd:
    """``rate`` people a second sign ``slug``, and confirm when their e-mail comes.

    ``reads`` times a second somebody reads one of ``pages``.
    """

    def __init__(self, site, slug, history, rate, reads=0, pages=(), *, signing=6, confirming=2):
        self.site, self.slug, self.history = site, slug, history
        self.pause = signing / rate
        self.ended = threading.Event()
        self.read = 0  # of the e-mails that the server has
        self.reading = threading.Lock()
        people = [threading.Thread(target=self._sign, args=[number]) for number in range(signing)]
        confirmers = [threading.Thread(target=self._confirm) for _ in range(confirming)]
        readers = [
            threading.Thread(target=self._read, args=[pages[number:], READING / reads])
            for number in range(READING if reads else 0)
        ]
        self.threads = [*people, *confirmers, *readers]

    @contextmanager
    def at_work(self):
        for thread in self.threads:
            thread.start()
        try:
            yield
        finally:
            self.ended.set()
            for thread in self.threads:
                thread.join()

    def _sign(self, number):
        for count in self._turns(self.pause):
            email = f"{self.slug}-{number}-{count}@example.org"
            self._as_people_do(lambda email=email: self.sign(email), count % DOUBLE == 0)

    def _turns(self, pause):
        """Yield 1, 2 and so on every ``pause`` seconds, after a late turn sooner, until the end."""
        due = time.monotonic()
        for count in itertools.count(1):
            due = max(due + pause, time.monotonic() - LATE_MOST)
            if self.ended.wait(max(0, due - time.monotonic())):
                return
            yield count

    def _read(self, pages, pause):
        for page, _ in zip(itertools.cycle(pages), self._turns(pause), strict=False):
            self.history.asked(
                "read",
                page,
                lambda page=page: self.site.get(page),
                lambda answer: answer.status == 200,
            )

    def _confirm(self):
        while not self.ended.wait(0.05):
            self.confirm_all()

    def confirm_all(self):
        """Open the link of every e-mail that has come since."""
        while mail := self._next():
            for path in mail.paths("confirm"):
                twice = self.read % DOUBLE == 0
                self._as_people_do(lambda to=mail.to, path=path: self.confirm(to, path), twice)

    def _next(self):
        with self.reading:
            if self.read == len(self.site.sink.mails):
                return None
            self.read += 1
            return self.site.sink.mails[self.read - 1]

    def _as_people_do(self, ask, twice):
        """Ask until it worked; with ``twice``, another time at once."""
        second = threading.Thread(target=ask)
        if twice:
            second.start()
        for attempt in range(TRIES):
            if ask():
                break
            time.sleep(0.2 * (attempt + 1))
        if twice:
            second.join()

    def sign(self, email):
        form = {**FORM, "email": email}
        return self.history.asked(
            "sign",
            email,
            lambda: self.site.post(f"/{self.slug}/sign/", form),
            lambda answer: (
                answer.status == 302
                and answer.headers["Location"].startswith(f"/{self.slug}/sign/sent/")
            ),
        )

    def confirm(self, email, path):
        return self.history.asked(
            "confirm",
            email,
            lambda: self.site.post(path, {}),
            lambda answer: answer.status == 200 and "Thank you for signing" in answer.text,
        )
