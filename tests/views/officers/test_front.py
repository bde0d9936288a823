"""An officer's first page: the ways with their effort, and the test run."""

import re

import pytest
from django.conf import settings
from django.utils.text import slugify
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models.proof_methods import GUILD_METHODS
from signatures.views.officers import checklist
from tests.factories import make_codes, make_guild, make_officer, make_text, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_code", "guild_roster"], members=50)


@pytest.fixture
def olga(client, guild):
    user = make_officer(guild).user
    sign_in(client, user, reauthenticated=True)
    return user


def test_checklist_has_every_way_of_guilds(guild):
    assert checklist.STEPS.keys() == {each.name for each in GUILD_METHODS}


def test_checklist_lists_ways_by_strength_with_their_state(guild):
    make_codes(guild)

    rows = checklist.rows(guild)

    assert [row["label"] for row in rows][:2] == ["Signed in with the guild", "Guild code"]
    states = {row["label"]: (row["is_on"], row["is_ready"]) for row in rows}
    assert states["Guild code"] == (True, True)
    assert states["On the guild’s roster"] == (True, False)
    assert states["Signed in with the guild"] == (False, False)


@pytest.mark.usefixtures("olga")
def test_first_page_links_to_the_ways_and_to_help(client):
    make_text()

    page = client.get("/guilds/tin/")

    assertContains(page, "Run the tool on your member list and upload its file.")
    assertContains(page, 'href="/guilds/tin/roster/"')
    assertContains(page, "switched off: ask the campaign team")
    assertContains(page, 'href="/guilds/tin/test-run/"')
    assertContains(page, "Help with this page")


@pytest.mark.usefixtures("olga")
def test_test_run_shows_its_outcome_once(client):
    asked = client.get("/guilds/tin/test-run/")
    ran = client.post("/guilds/tin/test-run/")

    assertContains(asked, "Quilla Harbor")
    assertNotContains(asked, "Outcome")
    assertContains(ran, "2 of 2")


def test_every_page_of_officers_leads_to_its_part_of_the_guide():
    folder, base = settings.BASE_DIR / "templates", '{% extends "officers/base.html" %}'
    found = {each.name: each.read_text() for each in (folder / "officers").glob("*.html")}
    pages = {name: page for name, page in found.items() if base in page}
    guide = (folder / "help" / "officers.md").read_text()
    parts = {slugify(title) for title in re.findall(r"^## (.+)$", guide, re.MULTILINE)}

    named = {
        name: (re.findall(r'block help_part %}{{ "([\w-]+)" }}', page) or ["overview"])[0]
        for name, page in pages.items()
    }

    assert len(pages) >= 10
    assert {name: part for name, part in named.items() if part not in parts} == {}
    assert [name for name, page in pages.items() if "block help_link" in page] == ["help.html"]
