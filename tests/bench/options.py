"""Benchmarks of what the options of a statement cost: everything on, against everything off.

One statement is switched from one to the other and back, a few times, so that both are measured
in the same minute. Processor time hardly depends on what else the machine does.
"""

from contextlib import contextmanager
from itertools import islice
from time import sleep
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from signatures.actions.evidence import voices
from signatures.models import (
    Affiliation,
    NextStep,
    Quote,
    Signature,
    Statement,
    Webhook,
    WebhookCall,
)
from signatures.models.statement import USUAL_FIELDS, FormField
from tests.bench.load import Client
from tests.bench.people import pressed_buttons
from tests.bench.processor import ask
from tests.bench.stage import SLUG

TURNS, EACH = 3, 60  # turns of each side, and requests of a turn
SAID = {"affiliation": "Tin University", "quote": "We were never asked."}
PAGE = 200  # newest signatures that get a quote and an affiliation
OFF = {
    "form_fields": USUAL_FIELDS,
    "signature_pages": False,
    "shares_mailboxes": False,
    "milestones": [],
    "next_steps": [],
}
ON = {
    "form_fields": FormField.values,
    "signature_pages": True,
    "shares_mailboxes": True,
    "milestones": [1_000, 10_000_000],
    "next_steps": NextStep.values,
}


class Options:
    def __init__(self, stage, forms, processor):
        self.stage, self.forms, self.processor = stage, forms, processor
        self.statement = Statement.objects.filter(slug=SLUG)

    def sign(self):
        return self.compared("sign", self.signed)

    def confirm(self):
        return self.compared("confirm", self.confirmed)

    def list_page(self):
        """Return the milliseconds of the list without a page cache, with and without quotes."""
        return self.compared("list", self.listed, site="large")

    def compared(self, name, requests, site="site"):
        """Return the mean milliseconds of ``requests`` on both sides, in turns."""
        spent = {False: 0.0, True: 0.0}
        client = Client(self.stage.url[site])
        for _ in range(TURNS):
            for is_on in spent:
                with self.switched(is_on):
                    work = requests(client, is_on)
                    spent[is_on] += self.processor.spent(work, site)
        off, on = (spent[each] * 1000 / TURNS / EACH for each in (False, True))
        return {f"{name}_everything_on": on, f"{name} with everything off": off}

    def signed(self, client, is_on):
        forms = self.forms.some(EACH)
        more = f"&{urlencode({'updates': 'on', **(SAID if is_on else {})})}"
        return lambda: [client.post(path, body + more, e, expect=302) for path, body, e in forms]

    def confirmed(self, client, is_on):
        buttons = pressed_buttons(EACH)
        newest = Signature.objects.filter(statement__slug=SLUG).order_by("-pk")[:EACH]
        Signature.objects.filter(pk__in=[each.pk for each in newest]).update(updates=True)
        if is_on:
            say(newest, state="waiting")
        return lambda: [ask(client, each, 200, True) for each in buttons]

    def listed(self, client, is_on):
        if is_on:
            shown = Signature.objects.listed().filter(statement__slug=SLUG)[:PAGE]
            say(shown, state="published", decided_at=timezone.now())
        return lambda: [client.get(f"/{SLUG}/signatories/") for _ in range(EACH)]

    @contextmanager
    def switched(self, is_on):
        before = self.statement.values(*ON).get()
        self.statement.update(**(ON if is_on else OFF))
        if is_on:
            hook = Webhook(statement=self.statement.get(), url="https://hooks.example.org/")
            hook.sends_signatures = hook.sends_counts = hook.is_on = True
            hook.save()
        # No process has the other side cached then.
        sleep((settings.PAGE_CACHE_TIMEOUT + settings.LOCALLY_CACHED_FOR).total_seconds() + 1)
        try:
            yield
        finally:
            self.statement.update(**before)
            for model in (WebhookCall, Webhook, Quote, Affiliation):
                model.objects.filter(**of_statement(model)).delete()


def of_statement(model):
    return {"webhook__statement__slug" if model is WebhookCall else "statement__slug": SLUG}


def say(signatures, *, state, decided_at=None):
    """Give ``signatures`` a quote and an affiliation."""
    for each in islice(signatures, PAGE):
        facts = {"signature": each, "statement_id": each.statement_id}
        name = SAID["affiliation"]
        named = {"name": name, "key": voices.key(name), "state": "published"}
        Affiliation.objects.get_or_create(**facts, defaults=named)
        words = {"text": SAID["quote"], "state": state, "decided_at": decided_at}
        Quote.objects.get_or_create(**facts, defaults=words)
