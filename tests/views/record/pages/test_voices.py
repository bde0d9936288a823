"""Quotes and affiliations: who sees them where, and that nobody sees the others anywhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from signatures.actions.signing import own_signature
from signatures.models import Affiliation, Quote
from tests.factories import make_link, make_text, make_voiced

pytestmark = pytest.mark.django_db
PAGES = [
    "/ask/",
    "/ask/signatories/",
    "/ask/signatories/?q=secret",
    "/ask/signatories/?affiliation=secret+hall",
    "/ask/quotes/",
    "/ask/quotes/?q=secret",
    "/ask/affiliations/",
    "/ask/affiliations/?from=secret+hall",
    "/ask/press/",
    "/ask/embed/",
    "/ask/feed.xml",
    "/ask/signatories.csv",
    "/ask/signatories.json",
    "/api/v1/statements/ask/signatories",
    "/api/v1/statements/ask/signatories?affiliation=secret+hall",
    "/api/v1/statements/ask/quotes",
]


@pytest.fixture
def text():
    fields = ["affiliation", "quote", "display", "credit"]
    return make_text(slug="ask", form_fields=fields, signature_pages=True)


def page(client, path):
    response = client.get(path)
    body = response.getvalue() if response.streaming else response.content
    return body.decode()


def secret(text, **fields):
    words = {"quote": "Secret words", "affiliation": "Secret Hall", "name": "Ada Quill"}
    return make_voiced(text, **words, **fields)


def everywhere(client):
    """Return the pages on which a planted word is to be seen, searches for it aside."""
    found = {path: page(client, path) for path in PAGES}
    asked = ("Secret words", "Secret Hall")
    return [path for path, body in found.items() if any(each in body for each in asked)]


def test_public_quote_and_affiliation_are_on_every_list_and_file(client, text):
    secret(text, quote_state="chosen")

    without = {"/ask/embed/", "/ask/feed.xml"}
    assert everywhere(client) == [each for each in PAGES if each not in without]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "pending"},
        {"state": "held"},
        {"state": "rejected"},
        {"display": "name"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
    ids=lambda fields: next(iter(fields.values())),
)
def test_words_of_a_signature_that_is_not_shown_in_full_are_nowhere(client, text, fields):
    secret(text, quote_state="chosen", **fields)

    assert everywhere(client) == []


def test_words_are_gone_everywhere_after_withdrawal(client, text):
    signature = secret(text, quote_state="chosen")

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert everywhere(client) == []


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_quote_and_affiliation_that_no_organizer_accepted_are_nowhere(client, text, state):
    secret(text, quote_state="waiting")
    Quote.objects.update(state=state)
    Affiliation.objects.update(state=state)

    assert everywhere(client) == []


def test_statement_that_stops_asking_shows_none(client, text):
    secret(text, quote_state="chosen")
    statement = text.statement
    statement.form_fields = ["display", "credit"]
    statement.save()

    assert everywhere(client) == []
    for path in ("/ask/quotes/", "/ask/affiliations/", "/api/v1/statements/ask/quotes"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/ask/signatories/", "/ask/quotes/", "/api/v1/statements/ask/quotes"]
)
def test_row_costs_no_query(client, text, path):
    make_voiced(text)
    page(client, path)
    with CaptureQueriesContext(connection) as few:
        page(client, path)
    for number in range(8):
        make_voiced(text, name=f"Ada {'ABCDEFGH'[number]}", quote=f"Quote {number}")
    with CaptureQueriesContext(connection) as many:
        page(client, path)

    assert len(many) == len(few)


def test_quotes_are_found_by_their_words_and_by_names(client, text):
    make_voiced(text, name="Ada Quill", quote="Ask the poets")
    make_voiced(text, name="Ben Reed", quote="Pay the players")

    assert "Ben Reed" not in page(client, "/ask/quotes/?q=poets")
    assert "Ask the poets" in page(client, "/ask/quotes/?q=POETS")
    assert "Pay the players" in page(client, "/ask/quotes/?q=reed")
    assert "No quote matches." in page(client, "/ask/quotes/?q=nobody")
    assert client.get("/ask/quotes/?after=x").status_code == 404


def test_page_of_an_organization_counts_every_spelling(client, text):
    make_voiced(text, affiliation="Tin University")
    make_voiced(text, affiliation="TIN University", name="Ben Reed")
    make_voiced(text, affiliation="Zinc College", name="Cy Stone")

    shown = page(client, "/ask/affiliations/?from=tin+university")

    assert "2 signatories." in shown
    assert "not for" in shown
    assert "Ben Reed" in shown
    assert "Cy Stone" not in shown
    for key in ("nobody", "%00", ""):
        answered = client.get(f"/ask/affiliations/?from={key}").status_code
        assert answered == (404 if key else 200)


def test_markup_in_both_is_text(client, text):
    make_voiced(text, quote="<b>bold</b>", affiliation="<i>Hall</i>", quote_state="chosen")

    for path in PAGES[:9]:
        body = page(client, path)
        assert "<b>bold" not in body
        assert "<i>Hall" not in body


def test_formula_in_a_quote_is_no_formula_in_the_csv_file(client, text):
    make_voiced(text, quote="=1+1", affiliation="@SUM(A1)")

    assert ",'@SUM(A1),'=1+1" in page(client, "/ask/signatories.csv")


def test_api_says_which_quotes_are_chosen(client, text):
    make_voiced(text, quote_state="chosen")

    assert client.get("/api/v1/statements/ask/quotes").json() == {
        "results": [
            {
                "quote": "Ask us first.",
                "name": "Ada Example",
                "credit": "",
                "affiliation": "Tin University",
                "chosen": True,
                "text_version": "en-1",
            }
        ],
        "next": None,
    }


def test_newest_chosen_quotes_are_on_the_statement_six_at_most(client, text):
    for number in range(7):
        make_voiced(text, quote=f"Chosen {number}", quote_state="chosen", name="Ada Quill")
        Quote.objects.filter(text=f"Chosen {number}").update(
            decided_at=timezone.now() + timezone.timedelta(minutes=number)
        )

    shown = page(client, "/ask/press/")

    assert [f"Chosen {number}" in shown for number in range(7)] == [False] + [True] * 6
