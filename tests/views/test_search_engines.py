import pytest
from django.urls import get_resolver

from signatures import tokens
from signatures.actions.statements import letters
from tests.factories import make_codes, make_guild, make_signature, make_text

pytestmark = pytest.mark.django_db

FOR_ONE_PERSON = ["<slug:slug>/invitation/"]  # a 404 without a personal invitation


def addresses(resolver=None, before=""):
    """Return the address of every page below a statement, for the statement "ask"."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from addresses(each, route)
        elif route in FOR_ONE_PERSON:
            continue
        elif route.startswith(("<slug:slug>/", "api/v1/statements/")):
            filled = route.replace("<slug:slug>", "ask").replace("<slug>", "ask")
            yield "/" + filled.replace("<language>-<int:number>", "en-1")


def ask_everywhere(client, text):
    """Return every answer about ``text`` by its address."""
    make_codes(make_guild())  # for the page to sign with a code alone
    signature = make_signature(text)
    letters.make_letter(text)
    card = f"/ask/card.png?by={tokens.card_token(signature.public_id)}"
    found = ["/", card, "/ask/signatories/?q=ada", *addresses()]
    answers = {each: client.get(each) for each in found}
    for answer in answers.values():
        answer.close()
    return answers


def test_no_form_of_a_statement_is_for_search_engines_unless_organizers_say_so(client):
    text = make_text(slug="ask", front_page=True)

    answers = ask_everywhere(client, text)

    assert len(answers) > 20
    assert {"/ask/letter.pdf", "/ask/feed.xml", "/api/v1/statements/ask/count"} <= answers.keys()
    assert {each: answer.status_code for each, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert [each for each, answer in answers.items() if "X-Robots-Tag" not in answer.headers] == []


def test_page_from_the_cache_is_not_for_search_engines_either(client, settings):
    settings.PAGES_KEPT = settings.COUNTS_KEPT
    make_signature(make_text(slug="ask"))

    twice = [client.get("/ask/signatories/").headers["X-Robots-Tag"] for _ in range(2)]

    assert twice == ["noindex", "noindex"]


def test_search_engines_may_list_what_organizers_let_them(client):
    text = make_text(slug="ask", front_page=True, searchable=True)

    answers = ask_everywhere(client, text)

    closed = {each for each, answer in answers.items() if "X-Robots-Tag" in answer.headers}
    assert closed == {"/ask/versions/en-1.txt", "/ask/sign/code/"}


def test_statement_that_is_not_public_yet_is_not_for_search_engines(client):
    text = make_text(slug="ask", publishes_at=None, searchable=True)

    page = client.get("/ask/", {"invitation": text.statement.invitation})

    assert (page.status_code, page.headers["X-Robots-Tag"]) == (200, "noindex")
