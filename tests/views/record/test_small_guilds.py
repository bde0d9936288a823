"""No public form of the list tells who, or how many few, signed as members of a small guild."""

import csv
import json
import re

import pytest
from django.utils import timezone

from signatures import tokens
from signatures.actions.statements import letters
from signatures.actions.statements.launch import archive
from signatures.models import Signature, Statement
from signatures.renditions.pictures import card
from signatures.renditions.sharing import share
from tests.factories import make_guild, make_guild_member, make_text
from tests.journeys.pdf_words import pdf_words

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


def test_share_card_names_no_guild_and_none_who_withheld_their_name(client, small, monkeypatch):
    made = []
    monkeypatch.setattr(card, "png", lambda shown: made.append(shown) or b"picture")
    found = Signature.objects.filter(name__in=["Ada Named", "Bea Withheld"])
    signed = {each.name: each for each in found}
    tokens_of = {name: tokens.card_token(each.public_id) for name, each in signed.items()}

    client.get("/ask/card.png", {"by": tokens_of["Ada Named"]})
    client.get("/ask/card.png", {"by": tokens_of["Bea Withheld"]})

    assert [each.person for each in made] == ["Ada Named", ""]
    assert "Guild of" not in str(made)
    assert "Bea" not in str(made)
    assert share.own_card(signed["Bea Withheld"]) == ""


def test_printed_letter_names_a_small_guild_beside_the_name_alone(small):
    with letters.make_letter(small).file.open() as file:
        words = pdf_words(file.read())

    assert "Ada Named" in words
    assert "Bea Withheld" not in words
    assert words.count("Guild of tiny") <= 1


def test_page_for_journalists_does_not_count_a_small_guild(client, small):
    page = client.get("/ask/press/").content.decode()

    assert "Bea Withheld" not in page
    assert page.count("Guild of tiny") <= 1
    assert not re.search(r"Guild of tiny\D{0,200}\b[12]\b", page)


@pytest.mark.parametrize("path", ["/ask/launch-list/", "/ask/launch-list.csv"])
def test_launch_list_shows_no_small_guild_without_a_name(client, small, path):
    Statement.objects.update(publishes_at=timezone.now())
    answer = client.get(path)
    page = b"".join(answer).decode()

    assert "Ada Named" in page
    assert "Bea Withheld" not in page
    assert page.count("Guild of tiny") <= 1


def test_archive_shows_no_small_guild_without_a_name(small, tmp_path):
    archive.write(small.statement, tmp_path / "archive")

    files = [each for each in (tmp_path / "archive").rglob("*") if each.is_file()]
    read = {each.name: each.read_bytes() for each in files}
    assert any(b"Ada Named" in content for content in read.values())
    for name, content in read.items():
        words = pdf_words(content) if name.endswith(".pdf") else content.decode("utf-8", "replace")
        assert "Bea Withheld" not in words, name
        assert words.count("Guild of tiny") <= 1, (name, words.count("Guild of tiny"))
