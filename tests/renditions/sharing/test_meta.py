import json
import re

import pytest

from signatures.renditions.sharing import meta
from tests.factories import make_text

pytestmark = pytest.mark.django_db


def json_ld(page):
    [data] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page["json_ld"], re.DOTALL
    )
    return json.loads(data)


def test_addresses_are_absolute_and_the_sites_own():
    text = make_text(slug="ask-first")

    page = meta.page(text, 3)

    assert page["url"] == "http://testserver/ask-first/"
    assert page["image"] == "http://testserver/ask-first/card.png"


def test_front_page_statement_lives_at_the_root():
    page = meta.page(make_text(front_page=True), 3)

    assert page["url"] == "http://testserver/"


def test_json_ld_is_an_article_with_its_count():
    text = make_text(title="Ask first", text="Ask *us*.")
    text.byline = "Ada Example\nComposer"

    data = json_ld(meta.page(text, 1234))

    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["headline"], data["description"]) == (
        "Article",
        "Ask first",
        "Ask us.",
    )
    # Nothing says whether the byline names a person or an organization.
    assert data["creditText"] == "Ada Example, Composer"
    assert "author" not in data
    assert data["publisher"]["name"] == "Open statement"
    assert data["datePublished"] == text.statement.publishes_at.isoformat(timespec="seconds")
    assert data["interactionStatistic"]["userInteractionCount"] == 1234


def test_json_ld_cannot_be_left_by_a_title():
    title = "</script><script>alert(1)</script><!-- &amp;"

    page = meta.page(make_text(title=title), 3)

    assert json_ld(page)["headline"] == title
    assert page["json_ld"].count("<") == 2
    assert page["json_ld"].endswith("}</script>")
