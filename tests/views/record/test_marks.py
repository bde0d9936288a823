"""Marks of organizations in public: words, who says so, the proof and the day, and no more."""

import json

import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.organizations import endorsements, marks
from tests.factories import make_endorsement, make_mark, make_organizer, make_text

pytestmark = pytest.mark.django_db

PAGES = ["/ask/", "/ask/organizations/", "/ask/press/"]


def flat(page):
    return " ".join(page.content.decode().split())


@pytest.mark.table("path", PAGES)
def test_pages_say_who_says_so_link_the_proof_and_name_the_day_of_the_check(client, path):
    text = make_text(slug="ask")
    caches["pages"].clear()
    make_mark(make_endorsement(text), "Certified <b>", according_to="Tin <i>Register")
    make_endorsement(text, name="Without a mark")

    page = flat(client.get(path))

    assert page.count("Certified &lt;b&gt;</bdi></strong>") == 1
    assert (
        '<strong><bdi>Certified &lt;b&gt;</bdi></strong>, according to <a href="https://register'
        '.example/tin" rel="noopener noreferrer nofollow"><bdi>Tin &lt;i&gt;Register</bdi></a>,'
        " checked by the campaign team on 3 May 2026"
    ) in page


def test_page_of_organizations_explains_only_marks_that_are_shown(client):
    text = make_text(slug="ask")
    make_mark(make_endorsement(text))
    make_mark(make_endorsement(text, state="held"), "Unseen mark")

    page = client.get("/ask/organizations/")

    assertContains(page, "It pays its players.", count=1)
    assertContains(page, "A mark says nothing about the time after that day.")
    assertNotContains(page, "Unseen mark")


def test_without_marks_nothing_is_said_about_them(client):
    make_endorsement(make_text(slug="ask"))

    assertNotContains(client.get("/ask/organizations/"), "What the marks mean")


@pytest.mark.table("path", [*PAGES, "/api/v1/statements/ask/organizations"])
@pytest.mark.table("state", ["pending", "held", "rejected"])
def test_mark_of_an_organization_that_is_not_shown_is_not_shown(client, path, state):
    text = make_text(slug="ask")
    caches["pages"].clear()
    by = make_organizer("editor", email="unseen@team.example")
    make_mark(make_endorsement(text, state=state), "Hidden mark", by=by)
    make_mark(make_endorsement(make_text()), "Of another statement", by=by)
    make_mark(make_endorsement(text), "Shown mark", by=by)

    page = client.get(path)

    assertContains(page, "Shown mark")
    for words in ("Hidden mark", "Of another statement", "unseen@team.example"):
        assertNotContains(page, words)


def test_api_gives_each_mark_with_its_source_and_the_day_of_the_check(client):
    make_mark(make_endorsement(make_text(slug="ask")))

    answer = json.loads(client.get("/api/v1/statements/ask/organizations").content)

    assert answer["results"][0]["marks"] == [
        {
            "label": "Certified by Tin Alliance",
            "meaning": "It pays its players.",
            "according_to": "Tin Register",
            "url": "https://register.example/tin",
            "checked_on": "2026-05-03",
        }
    ]


def test_mark_leaves_the_pages_when_it_is_taken_away_or_its_organization_is_refused(client):
    text, by = make_text(slug="ask"), make_organizer("editor")
    one = make_mark(make_endorsement(text), "First mark")
    two = make_mark(make_endorsement(text), "Second mark")
    assertContains(client.get("/ask/organizations/"), "First mark")

    marks.remove(one.mark, by=by)
    endorsements.refuse(two.endorsement, by=by)
    caches["pages"].clear()
    page = client.get("/ask/organizations/")

    assertNotContains(page, "First mark")
    assertNotContains(page, "Second mark")
