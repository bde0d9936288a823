"""Benchmarks of signing, confirming and sending e-mails."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from statistics import median
from time import perf_counter

from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.mail import delivery
from signatures.models import OutgoingMail, Signature
from tests.bench.load import Client, NotMeasuredError, post
from tests.bench.people import pressed_buttons
from tests.bench.stage import SLUG

ONCE = 120  # requests that the single client sends to each database
MAILS = 600  # e-mails a round
MOST = 2_500  # prepared requests a second; a faster site makes the number "ran out"
SECONDS = 2


class Signing:
    def __init__(self, stage, forms):
        self.stage, self.forms = stage, forms
        for name in ("site", "uncounted", "large", "small"):
            for path, body, address in forms.some(20):
                Client(stage.url[name]).post(path, body, address, expect=302)  # wakes all workers

    def sign(self):
        """Return signatures a second, and no-op POSTs of the same forms as the floor."""
        site, scratch = self.stage.url["site"], self.stage.scratch
        nothing = self.forms.some(500, path="/bench/nothing/")
        floor = post(site, nothing, scratch=scratch, expect=200, again=True, seconds=SECONDS)
        forms = self.forms.some(MOST * SECONDS)
        before = Signature.objects.pending().count()
        rate = post(site, forms, scratch=scratch, expect=302, seconds=SECONDS)
        written = Signature.objects.pending().count() - before
        if written < rate * SECONDS * 0.9:
            raise NotMeasuredError(f"{written} signatures of {rate * SECONDS:.0f} were written")
        return {"old_sign": rate, "no-op POST": floor}

    def confirm(self):
        """Return confirmations a second, with and without counting, and no-op POSTs."""
        scratch = self.stage.scratch
        options = {"scratch": scratch, "seconds": SECONDS}
        nothing = [("/bench/nothing/", "", "10.0.0.1")]
        floor = post(self.stage.url["site"], nothing, expect=200, again=True, **options)
        rates = [
            post(self.stage.url[name], pressed_buttons(MOST * SECONDS), expect=200, **options)
            for name in ("site", "uncounted")
        ]
        while tallies.fold():
            pass
        return {
            "old_confirm": rates[0],
            "confirm_counted": rates[0],
            "confirm, uncounted": rates[1],
            "no-op POST, empty": floor,
        }

    def sign_at_size(self):
        """Return the milliseconds one visitor waits, asking both databases alternately."""
        took = {"large": [], "small": []}
        clients = {name: Client(self.stage.url[name]) for name in took}
        for path, body, address in self.forms.some(ONCE):
            for name, client in clients.items():
                took[name].append(client.post(path, body, address, expect=302)[0])
        return {"sign_at_size": median(took["large"]), "sign at 1,000": median(took["small"])}

    def confirm_at_size(self):
        """Return the milliseconds one visitor waits for a confirm POST, in both databases."""
        took = {"large": [], "small": []}
        clients = {name: Client(self.stage.url[name]) for name in took}
        buttons = {"large": pressed_buttons(ONCE), "small": pressed_buttons(ONCE, "small")}
        for pair in zip(buttons["large"], buttons["small"], strict=True):
            for (name, client), (path, body, address) in zip(clients.items(), pair, strict=True):
                took[name].append(client.post(path, body, address, expect=200)[0])
        return {"confirm_at_size": median(took["large"]), "confirm at 1,000": median(took["small"])}

    def mail(self):
        """Return e-mails a second from the outbox to the server, and the server's own limit."""
        OutgoingMail.objects.unsent().update(sent_at=timezone.now())
        pressed_buttons(MAILS)
        pending = Signature.objects.pending().filter(statement__slug=SLUG)[:MAILS]
        OutgoingMail.objects.bulk_create(
            OutgoingMail(signature=each, kind=OutgoingMail.Kind.CONFIRM) for each in pending
        )
        began = perf_counter()
        sent = delivery.deliver_due()
        rate = sent / (perf_counter() - began)
        if sent < MAILS:
            raise NotMeasuredError(f"{sent} of {MAILS} mails were sent")
        return {"mail": rate, "SMTP server": self.ceiling()}

    def ceiling(self):
        """Return e-mails a second when one ready e-mail is sent repeatedly on one connection."""
        message = EmailMessage()
        message["From"], message["To"] = "noreply@example.org", "nobody@example.org"
        message["Subject"] = "Please confirm your signature"
        message.set_content("One line of the text part.\n" * 40)
        message.add_alternative("<p>One line of the HTML part.</p>\n" * 120, subtype="html")
        ready = message.as_bytes(policy=SMTP)
        with smtplib.SMTP("127.0.0.1", self.stage.mail_port) as server:
            began = perf_counter()
            for _ in range(MAILS):
                server.sendmail("noreply@example.org", ["nobody@example.org"], ready)
            return MAILS / (perf_counter() - began)
