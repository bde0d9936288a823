"""No public form of the list tells who, or how many few, signed as members of a small guild."""

import csv
import json

import pytest

from tests.factories import make_guild, make_guild_member, make_text

pytestmark = pytest.mark.django_db
API = "/api/v1/statements/ask/signatories"


@pytest.fixture
def small():
    """A guild with two signatures, one of them without a name, beside a guild with six."""
    text = make_text(slug="ask")
    tiny, large = (make_guild(slug=each, name=f"Guild of {each}") for each in ("tiny", "large"))
    make_guild_member(text, tiny, name="Ada Named")
    make_guild_member(text, tiny, name="Bea Withheld", display="anonymous")
    for number in range(5):
        make_guild_member(text, large, name=f"Cy Number{'abcde'[number]}")
    make_guild_member(text, large, name="Dee Withheld", display="anonymous")
    return text


def json_rows(client, path):
    return client.get(path).json()["results"]


def rows_of(client, form, query=""):
    """Return the name and the guilds of each entry of the list in one form of it."""
    if form == "csv":
        answer = client.get(f"/ask/signatories.csv{query}")
        lines = answer.getvalue().decode("utf-8-sig").splitlines()
        table = csv.DictReader(each for each in lines if not each.startswith(("#", '"#')))
        return [(each["name"], each["guilds"]) for each in table]
    if form == "json":
        answer = client.get(f"/ask/signatories.json{query}")
        found = json.loads(answer.getvalue())
        found = found["results"] if isinstance(found, dict) else found
    else:
        found = json_rows(client, f"{API}{query}")
    return [(each["name"], "; ".join(each["guilds"])) for each in found]


@pytest.mark.parametrize("form", ["csv", "json", "api"])
def test_entry_without_a_name_shows_only_a_large_guild(client, small, form):
    withheld = [guilds for name, guilds in rows_of(client, form) if not name]

    assert sorted(withheld) == ["", "Guild of large"]


@pytest.mark.parametrize("form", ["csv", "json", "api"])
def test_filter_by_a_small_guild_finds_no_entry_without_a_name(client, small, form):
    found = rows_of(client, form, "?guild=tiny")

    assert [name for name, _ in found] == ["Ada Named"]


@pytest.mark.parametrize("path", ["/ask/", "/ask/signatories/", "/ask/feed.xml", "/ask/embed/"])
def test_page_names_a_small_guild_beside_the_name_alone(client, small, path):
    page = client.get(path).content.decode()

    assert "Bea Withheld" not in page
    beside = page.count("Member of Guild of tiny")
    assert beside <= 1  # Ada's own mark


@pytest.mark.parametrize("path", ["/ask/numbers/", "/ask/checks/", "/members/tiny/"])
def test_number_of_a_small_guild_is_hidden_and_cannot_be_subtracted(client, small, path):
    page = client.get(path).content.decode()

    assert "fewer than 5" in page
    if "large" in page:
        assert "4 or more" in page  # not 6: with 8 in all, that would tell the 2
