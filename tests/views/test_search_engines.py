import pytest
from django.core.files.base import ContentFile
from django.urls import get_resolver

from signatures import tokens
from signatures.actions.statements import letters
from tests.factories import (
    make_codes,
    make_delivery,
    make_guild,
    make_signature,
    make_text,
    make_voiced,
)

pytestmark = pytest.mark.django_db

# A 404 without a personal invitation, and a form whose answer leads elsewhere.
NO_PAGES = ["<slug:slug>/invitation/", "<slug:slug>/next/<str:step>/"]
FIELDS = ["credit", "display", "quote", "affiliation"]


def addresses(resolver=None, before=""):
    """Return the address of every page below a statement, for the statement "ask"."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from addresses(each, route)
        elif route in NO_PAGES:
            continue
        elif route.startswith(("<slug:slug>/", "api/v1/statements/")):
            filled = route.replace("<slug:slug>", "ask").replace("<slug>", "ask")
            yield "/" + filled.replace("<language>-<int:number>", "en-1")


def ask_everywhere(client, text):
    """Return every answer about ``text`` by its address."""
    make_codes(make_guild())  # for the page to sign with a code alone
    signature = make_voiced(text)
    delivery = make_delivery(text, file=ContentFile(b"%PDF-1.7", "receipt.pdf"))
    letters.make_letter(text)
    card = f"/ask/card.png?by={tokens.card_token(signature.public_id)}"
    one = {
        "<uuid:public_id>": str(delivery.public_id),
        "<str:reference>": tokens.reference(signature.public_id),
    }
    found = ["/", card, "/ask/signatories/?q=ada"]
    for address in addresses():
        for parameter, value in one.items():
            address = address.replace(parameter, value)
        found.append(address)
    answers = {each: client.get(each) for each in found}
    for answer in answers.values():
        answer.close()
    return answers


def test_no_form_of_a_statement_is_for_search_engines_unless_organizers_say_so(client):
    text = make_text(slug="ask", front_page=True, form_fields=FIELDS, signature_pages=True)

    answers = ask_everywhere(client, text)

    assert len(answers) > 20
    assert {"/ask/letter.pdf", "/ask/feed.xml", "/api/v1/statements/ask/count"} <= answers.keys()
    assert {each: answer.status_code for each, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert [each for each, answer in answers.items() if "X-Robots-Tag" not in answer.headers] == []


def test_page_from_the_cache_is_not_for_search_engines_either(client, settings):
    settings.PAGE_CACHE_TIMEOUT = settings.COUNT_CACHE_TIMEOUT
    make_signature(make_text(slug="ask"))

    twice = [client.get("/ask/signatories/").headers["X-Robots-Tag"] for _ in range(2)]

    assert twice == ["noindex", "noindex"]


def test_search_engines_may_list_what_organizers_let_them(client):
    text = make_text(
        slug="ask", front_page=True, form_fields=FIELDS, signature_pages=True, searchable=True
    )

    answers = ask_everywhere(client, text)

    closed = {each for each, answer in answers.items() if "X-Robots-Tag" in answer.headers}
    assert closed == {"/ask/versions/en-1.txt", "/ask/sign/code/"}


def test_statement_that_is_not_public_yet_is_not_for_search_engines(client):
    text = make_text(slug="ask", publishes_at=None, searchable=True)

    page = client.get("/ask/", {"invitation": text.statement.invitation})

    assert (page.status_code, page.headers["X-Robots-Tag"]) == (200, "noindex")
