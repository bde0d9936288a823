"""One signature of every state, display, method and origin: every place shows the same figures.

``pytest -s`` prints the table of places.
"""

import csv
import dataclasses
import json
import re
from html import unescape

import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures, tallies
from signatures.actions.statements import letters
from signatures.models import Signature
from signatures.models.proof_methods import METHODS
from signatures.renditions.figures import Figures
from signatures.renditions.pictures import card, typesetting
from tests.factories import (
    make_guild,
    make_link,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
    sign_in,
)

pytestmark = pytest.mark.django_db

DISPLAYS = Signature.Display.values
LETTER = "We ask.\n\n## First\n\nTo be asked."


def prove(signature, method, guild):
    """Give ``signature`` this proof as well, and count it by all it has."""
    tallies.left(signature)
    signature.attestations.create(method=method, guild=guild)
    tallies.entered(signature)


def make_added(text, display):
    """Make a name that organizers added, without any proof."""
    signature = make_signature(text, added_by_organizers=True, display=display)
    tallies.left(signature)
    signature.attestations.all().delete()
    Signature.objects.filter(pk=signature.pk).update(attested_at=None)
    signature.refresh_from_db()
    tallies.entered(signature)


@pytest.fixture
def text():
    text = make_text(slug="ask", text=LETTER, title="Our voices", addressee="The Union")
    make_text(slug="other")
    quill, stage = (make_guild(slug=each, name=each.title()) for each in ("quill", "stage"))
    for display in DISPLAYS:
        for method in METHODS:
            signature = make_signature(text, display=display)
            if method != "email":
                prove(signature, method, quill)
            if method in ("guild_roster", "guild_sso"):  # members of two guilds
                prove(signature, "guild_code", stage)
        make_added(text, display)
        for state in ("pending", "held", "rejected"):
            make_signature(text, state=state, display=display)
    make_withdrawn(text)
    return text


def number(found):
    return int(found.replace(",", ""))


def plain(page):
    """Return the words of a page, without markup."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def entries(client, path):
    """Count the entries of the list or of a search, over all its pages."""
    found = 0
    while path:
        page = client.get(path).content.decode()
        results = page[page.index('id="results"') :]
        found += len(
            re.findall(r'<li[^>]*><(?:span|bdi) class="name"|<li class="withheld">', results)
        )
        path = next(iter(re.findall(r'rel="next" href="([^"]+)" data', results)), "")
        path = unescape(path)
    return found


def verified(client, text, monkeypatch):
    """Return the number of verified signatories that every place shows, by the place."""
    monkeypatch.setattr(card, "png", lambda shown: json.dumps(dataclasses.asdict(shown)).encode())
    words = letter_words(text, monkeypatch)
    page = client.get("/ask/").content.decode()
    shown = {
        path: plain(client.get(path).content.decode())
        for path in ("/ask/signatories/", "/ask/numbers/", "/ask/checks/", "/ask/embed/")
    }
    file = client.get("/ask/signatories.csv").getvalue().decode("utf-8-sig")
    files = json.loads(client.get("/ask/signatories.json").getvalue())
    api = client.get("/api/v1/statements/ask").json()
    confirmed = Signature.objects.filter(state="published", attested_at__isnull=False)
    own = make_link(confirmed.first())
    thanks = plain(client.post(f"/confirm/{own}/").content.decode())
    every = {
        "thank-you page": re.search(r"You are one of ([\d,]+) verified", thanks)[1],
        "statement, number": re.search(r'class="tally"[^>]*>([\d,]+)<', page)[1],
        "statement, first line": re.search(r"([\d,]+) people have signed", plain(page))[1],
        "statement, JSON-LD": re.search(r'"userInteractionCount": (\d+)', page)[1],
        "all statements": re.search(
            r"Our voices.*?([\d,]+) verified", plain(client.get("/statements/").content.decode())
        )[1],
        "list": re.search(r"([\d,]+) signatories", shown["/ask/signatories/"])[1],
        "statistics, heading": re.search(r"([\d,]+) verified sign", shown["/ask/numbers/"])[1],
        "statistics, sum": re.search(r"Verified signatories = ([\d,]+)", shown["/ask/numbers/"])[1],
        "how signatures are checked": re.search(
            r"Verified signatories ([\d,]+)", shown["/ask/checks/"]
        )[1],
        "embedded page": re.search(r"([\d,]+) verified", shown["/ask/embed/"])[1],
        "share card": json.loads(client.get("/ask/card.png").content)["count"],
        "feed": re.search(r"<subtitle>([\d,]+) ", client.get("/ask/feed.xml").content.decode())[1],
        "letter (PDF), heading": re.search(r"^([\d,]+) ", words["figures"])[1],
        "letter (PDF), sum": re.search(r"Verified signatories: = ([\d,]+)", words["made_up"])[1],
        "CSV": re.search(r"# Verified signatories: (\d+)", file)[1],
        "JSON": str(files["counts"]["signatories"]),
        "API, statement": str(api["counts"]["signatories"]),
        "API, count": str(client.get("/api/v1/statements/ask/count").json()["signatories"]),
    }
    return {place: number(found) for place, found in every.items()}


def listed(client, text, monkeypatch):
    """Return how many entries every form of the list has, or says that it has, by the place."""
    words = letter_words(text, monkeypatch)
    file = client.get("/ask/signatories.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(file.splitlines()))
    files = json.loads(client.get("/ask/signatories.json").getvalue())
    numbers = plain(client.get("/ask/numbers/").content.decode())
    withheld = re.search(r"and ([\d,]+) ", words["withheld"])[1]
    return {
        "list, entries": entries(client, "/ask/signatories/"),
        "statistics, sum": number(re.search(r"without a name = ([\d,]+)", numbers)[1]),
        "letter (PDF), entries": len(words["names"]) + number(withheld),
        "CSV, lines": len([row for row in rows if not row[0].startswith("#")]) - 1,
        "CSV, said": number(re.search(r"# Lines: (\d+)", file)[1]),
        "CSV, sum": number(re.search(r"without a name: (\d+)", file)[1]),
        "JSON, results": len(files["results"]),
        "JSON, said": files["count"],
        "JSON, counts": files["counts"]["listed"],
        "API, results": len(client.get("/api/v1/statements/ask/signatories").json()["results"]),
        "API, counts": client.get("/api/v1/statements/ask").json()["counts"]["listed"],
    }


def letter_words(text, monkeypatch):
    """Make the letter and return the words that are set in it."""
    words = {}

    def keep(form, template, data):
        words.update(data)
        return b"%PDF-"

    monkeypatch.setattr(typesetting, "compile_to", keep)
    letters.make_letter(text)
    return words


def print_table(heading, places):
    print(f"\n| {heading} | figure |\n|---|---|")
    print("\n".join(f"| {place} | {found} |" for place, found in places.items()))


def test_every_place_shows_the_same_figures(client, text, monkeypatch):
    expected = Figures(email=4, guild=20, added=4, counted_only=7, withdrawn=1, rejected=4)
    assert figures.of(text.statement) == expected
    assert tally_check.differences() == []

    of_verified = verified(client, text, monkeypatch)
    of_listed = listed(client, text, monkeypatch)

    print_table("Verified signatories", of_verified)
    print_table("Entries of the list", of_listed)
    assert of_verified == dict.fromkeys(of_verified, 24)
    assert of_listed == dict.fromkeys(of_listed, 21)


def test_sum_adds_up_and_is_the_same_in_every_file(client, text, monkeypatch):
    page = plain(client.get("/ask/numbers/").content.decode())
    file = client.get("/ask/signatories.csv").getvalue().decode("utf-8-sig")
    found = json.loads(client.get("/ask/signatories.json").getvalue())["counts"]
    words = letter_words(text, monkeypatch)["made_up"]

    assert found == client.get("/api/v1/statements/ask").json()["counts"]
    assert found["email"] + found["guild"] == found["signatories"]
    assert found["signatories"] + found["added"] - found["counted_only"] == found["listed"]
    shown = figures.of(text.statement)
    for line in [*shown.sum_lines(), *shown.other_lines()]:
        assert f"{line.label} {line.shown}" in page
        assert f"{line.label}: {line.shown}" in words
        assert f"# {line.label}: {line.number}," in file.replace('"', "")


def test_guild_filter_says_how_many_it_lists(client, text):
    """A member of two guilds is listed for both; members who are only counted are not listed."""
    page = client.get("/ask/signatories/").content.decode()

    said = {
        slug: int(re.search(rf'<option value="{slug}">\w+ \((\d+)\)', page)[1])
        for slug in ("quill", "stage")
    }
    matches = {
        slug: plain(client.get(f"/ask/signatories/?guild={slug}").content.decode()) for slug in said
    }
    assert said == {"quill": 15, "stage": 6}
    for slug, found in said.items():
        assert f"{found} signatories match" in matches[slug]
        assert entries(client, f"/ask/signatories/?guild={slug}") == found


def test_members_of_a_guild_are_as_many_on_every_page(client, text):
    pages = {
        path: plain(client.get(path).content.decode())
        for path in ("/ask/", "/ask/numbers/", "/ask/checks/", "/members/quill/")
    }

    assert {path: "20" in page for path, page in pages.items()} == dict.fromkeys(pages, True)


def test_desk_shows_the_same_figures(client, text):
    sign_in(client, make_organizer())

    front = client.get("/desk/").content.decode()
    board = plain(client.get("/desk/ask/").content.decode())

    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*Our voices.*?</tr>", front, re.DOTALL)[0]
    cells = [
        re.search(r"\d+", plain(cell))[0]
        for cell in re.findall(r'<td[^>]*"desk__number"[^>]*>(.*?)</td>', row, re.DOTALL)
    ]
    assert cells == ["4", "4", "28", "4", "1"]  # pending, held, published, refused, withdrawn
    assert re.search(r"Published \d+ 28 ", board)
