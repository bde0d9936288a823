"""Tests of page titles: "Page – Statement – Site", and "Error: " before a form with errors."""

import html
import re

import pytest

from tests.factories import make_organizer, make_signature, make_text, sign_form, sign_in

pytestmark = pytest.mark.django_db
TITLES = {
    "/": "Ask first – Open statement",
    "/ask/": "Ask first – Open statement",
    "/ask/sign/": "Sign – Ask first – Open statement",
    "/ask/sign/sent/": "Check your e-mail – Ask first – Open statement",
    "/ask/signatories/": "Signatories – Ask first – Open statement",
    "/ask/organizations/": "Organizations – Ask first – Open statement",
    "/ask/numbers/": "Statistics – Ask first – Open statement",
    "/ask/versions/": "Text versions – Ask first – Open statement",
    "/ask/checks/": "How signatures are checked – Ask first – Open statement",
    "/ask/updates/": "Updates – Ask first – Open statement",
    "/manage/": "Your signature – Open statement",
    "/about/privacy/": "Privacy – Open statement",
    "/nowhere/at-all/": "Page not found – Open statement",
}


def title(response):
    [found] = re.findall("<title>(.*?)</title>", response.content.decode(), re.DOTALL)
    return html.unescape(found)


def test_titles_name_page_statement_and_site(client):
    make_signature(make_text(slug="ask", front_page=True))

    assert {path: title(client.get(path)) for path in TITLES} == TITLES


def test_title_of_a_form_with_errors_begins_with_error(client):
    make_text(slug="ask")

    page = client.post("/ask/sign/", sign_form(name=""))

    assert page.status_code == 422
    assert title(page) == "Error: Sign – Ask first – Open statement"


def test_titles_at_the_desk_name_the_statement(client):
    make_text(slug="ask")
    desk = sign_in(client, make_organizer())

    assert title(desk.get("/desk/")) == "The desk – Open statement"
    assert title(desk.get("/desk/ask/settings/")) == "Settings – Ask first – Open statement"
