"""Benchmark of the whole journey: sign, get the e-mail, confirm, appear on the list."""

import threading
import time
from collections import deque

from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.models import OutgoingMail, Signature
from tests.bench.load import Client, NotMeasuredError
from tests.bench.processor import used
from tests.bench.stage import SLUG

SECONDS = 8  # of signing
PATIENCE = 40  # seconds to wait for the remaining signatures
SIGNERS, CONFIRMERS = 3, 2
PROGRAMS = "site", "worker", "beat"


class Journey:
    def __init__(self, stage, forms, processor):
        self.stage, self.forms, self.processor = stage, forms, processor

    def measure(self):
        """Return complete journeys a second, from the first form until the last is listed.

        Also the milliseconds of processor time each that web server, worker and PostgreSQL need.
        """
        OutgoingMail.objects.unsent().update(sent_at=timezone.now())
        self.signed, self.confirmed, self.errors = {}, set(), []
        self.links, self.over = deque(), threading.Event()
        forms = iter(self.forms.some(SECONDS * 1_500))
        lock = threading.Lock()
        with self.stage.workers(), self.stage.links.open() as links:
            links.seek(0, 2)
            self.wait_for_workers(next(forms), links)
            began, before = time.monotonic(), self.processor.seconds(*PROGRAMS)
            work = [(self.sign, (forms, lock, began))] * SIGNERS + [(self.confirm, ())] * CONFIRMERS
            threads = [threading.Thread(target=self.guarded, args=each) for each in work]
            for each in threads:
                each.start()
            took = self.watch(links, threads[:SIGNERS], began)
            spent = used(before, self.processor.seconds(*PROGRAMS))
            self.over.set()
            for each in threads:
                each.join()
        while tallies.fold():
            pass
        number = len(self.signed)
        return {"journey": number / took, "journey_cpu": spent * 1000 / number}

    def wait_for_workers(self, form, links):
        """Sign once and wait for the e-mail, so that no start of a worker is measured."""
        path, body, address = form
        Client(self.stage.url["site"]).post(path, body, address, expect=302)
        end = time.monotonic() + PATIENCE
        while not links.readline():
            if time.monotonic() > end:
                raise NotMeasuredError("the worker did not send an e-mail in time")
            time.sleep(0.1)

    def guarded(self, work, arguments):
        try:
            work(*arguments)
        except (NotMeasuredError, OSError) as error:
            self.errors.append(error)

    def watch(self, links, signers, began):
        """Pass on the e-mailed links; return the seconds until all are confirmed and listed."""
        end = began + SECONDS + PATIENCE
        while any(each.is_alive() for each in signers) or len(self.confirmed) < len(self.signed):
            for line in links:
                mailbox, path = line.split()
                self.links.append((mailbox, path))
            if self.errors or time.monotonic() > end:
                self.over.set()
                done = f"{len(self.confirmed)} of {len(self.signed)} confirmed in time"
                raise NotMeasuredError(f"{self.errors[0] if self.errors else done}")
            time.sleep(0.02)
        listed = Signature.objects.listed().filter(statement__slug=SLUG, mailbox__in=self.signed)
        if listed.count() != len(self.signed):
            raise NotMeasuredError(f"{listed.count()} of {len(self.signed)} are listed")
        return time.monotonic() - began

    def sign(self, forms, lock, began):
        client = Client(self.stage.url["site"])
        while time.monotonic() < began + SECONDS and not self.over.is_set():
            with lock:
                path, body, address = next(forms)
            client.post(path, body, address, expect=302)
            self.signed[body.split("email=")[1].split("&")[0].replace("%40", "@")] = address

    def confirm(self):
        client = Client(self.stage.url["site"])
        while not self.over.is_set():
            try:
                mailbox, path = self.links.popleft()
            except IndexError:
                time.sleep(0.01)
                continue
            client.post(path, "", "10.0.0.2", expect=200)
            self.confirmed.add(mailbox)
