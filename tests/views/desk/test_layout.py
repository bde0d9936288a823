"""The row above every page of the desk."""

import re

import pytest

from tests.factories import make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db

LINK = r'<a [^>]*href="([^"]*)"[^>]*>'


@pytest.fixture
def ask():
    return make_text(slug="ask", title="Ask first")


def bar(client, path):
    """The row, what it shows at once, and what is behind a press."""
    page = client.get(path).content.decode()
    [found] = re.findall(r'<header class="deskbar">.*?</header>', page, re.DOTALL)
    hidden = re.findall(r"<details.*?</details>", found, re.DOTALL)
    row = re.sub(r"<details.*?</details>", "", found, flags=re.DOTALL)
    return found, re.findall(LINK, row), re.findall(LINK, "".join(hidden))


@pytest.mark.usefixtures("ask")
def test_row_shows_what_is_near_and_the_rest_behind_a_press(client):
    sign_in(client, make_organizer())

    found, row, hidden = bar(client, "/desk/ask/notables/")

    near = ["", "queue/", "signatures/", "notables/", "launch/", "settings/", "texts/"]
    assert row == ["/desk/", "/ask/", *(f"/desk/ask/{each}" for each in near)]
    assert {"/desk/ask/audits/", "/desk/guilds/", "/accounts/logout/"} <= set(hidden)
    assert found.count("aria-current") == 1
    assert 'href="/desk/ask/notables/" aria-current="page"' in found


@pytest.mark.usefixtures("ask")
@pytest.mark.parametrize(
    ("role", "near", "not_there"),
    [("viewer", [""], "queue/"), ("moderator", ["", "queue/", "signatures/"], "settings/")],
)
def test_row_has_what_one_may_open(client, role, near, not_there):
    sign_in(client, make_organizer(role))

    found, row, _ = bar(client, "/desk/ask/")

    assert row[2:] == [f"/desk/ask/{each}" for each in near]
    assert f"/desk/ask/{not_there}" not in found


def test_pages_of_the_whole_site_have_them_in_the_row(client):
    sign_in(client, make_organizer("editor"))

    found, row, _ = bar(client, "/desk/guilds/")

    site = ["", "new/", "log/", "occupations/", "guilds/", "help/"]
    assert row == [f"/desk/{each}" for each in site]
    assert 'href="/desk/guilds/" aria-current="page"' in found
