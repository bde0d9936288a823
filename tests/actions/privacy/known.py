"""A signature of which every table that may know something does, and its unusual word."""

from urllib.parse import urlencode

from django.utils import timezone

from signatures.models import Batch, OutgoingMail, Respelling, SavedSearch, Tidying
from tests.factories import (
    make_guild,
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    make_vouch_request,
)

WORD = "quaxmire"  # in all that is known of the person
EMAIL = f"{WORD}+Letters@example.org"
NAME = f"Ada {WORD.title()}"


def make_known(text, **fields):
    """A signature of which every table that may know something does."""
    fields = {"name": NAME, "credit": f"{WORD} is my name", "country": "IE", **fields}
    signature = make_signature(text, email=EMAIL, **fields)
    by = make_organizer()
    OutgoingMail.objects.create(signature=signature, kind="link")
    for title, query in {
        "of them": {"email": "QUAXMIRE@example.org"},
        f"for {EMAIL}": {"state": "held"},
        "some": {"email": f"{WORD}*"},
    }.items():
        save_search(text, by, title, **query)
        batch = {"act": "hold", "reason": "many", "query": urlencode(query), "by": by}
        Batch.objects.create(statement=text.statement, state="running", **batch)
    tidying = Tidying.objects.create(kind="credit", number=1, by=by)
    Respelling.objects.create(tidying=tidying, signature=signature, before=WORD, after="-")
    make_vouch_request(make_guild(), signature, words=WORD)
    if signature.state != "pending":
        heading = make_heading(text, f"Heading {signature.pk}")
        make_notable(signature, heading, credit=WORD, checked_on=timezone.now().date(), by=by)
        signature.identity_checks.update(note=WORD)
        save_search(text, by, "by name", name=NAME)
        save_search(text, by, "by likeness", like=NAME.upper())
    return signature


def save_search(text, by, title, **query):
    SavedSearch.objects.create(statement=text.statement, by=by, name=title, query=urlencode(query))
