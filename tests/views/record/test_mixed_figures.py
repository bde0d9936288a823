"""Every number that counts signatures to several wordings says so, beside it.

``pytest -s`` prints the table of places.
"""

import dataclasses
import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from signatures.actions.counts import figures
from signatures.actions.statements import letters
from signatures.actions.statements import texts as statements
from signatures.models import Occupation, TextVersion
from signatures.renditions.pictures import card, typesetting
from tests.factories import (
    make_guild,
    make_guild_member,
    make_link,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

MIXED = "12 signatures: 5 to this wording, 7 to the wording of 3 March 2026"
INCLUDED = "Signatures to earlier wordings are counted too."
LETTER = "We ask.\n\n## First\n\nTo be asked."
PRINTED = re.compile(r"counts\.signatories\|(?:intcomma|stringformat)")


def add_signatures(text, members, others, *, guild, occupation):
    for _ in range(members):
        make_guild_member(text, guild, country="IE")
    for _ in range(others):
        make_signature(text, country="FR", occupation=occupation)


@pytest.fixture
def text(time_machine):
    """Return a statement that 7 signed, then in another wording 5; 5 and 2 of them of a guild."""
    time_machine.move_to("2026-03-03 10:00Z", tick=False)
    text = make_text(slug="ask", text=LETTER, title="Our voices", goal=100)
    make_text(slug="other", title="Another")
    guild = make_guild(slug="quill", name="Quill")
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    add_signatures(text, 5, 2, guild=guild, occupation=occupation)
    time_machine.shift(timedelta(days=33))
    words = TextVersion(statement=text.statement, title="Our voices", text=f"{LETTER} And paid.")
    new = statements.add_text(words)
    add_signatures(new, 2, 3, guild=guild, occupation=occupation)
    return new


def plain(page):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def content(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response).decode("utf-8-sig")


def print_table(places):
    print("\n| place | says |\n|---|---|")
    print("\n".join(f"| {place} | {says} |" for place, says in places.items()))


def public_places(client, text, monkeypatch):
    """Return the words of each public place that shows how many signed, by the place."""
    monkeypatch.setattr(card, "png", lambda shown: json.dumps(dataclasses.asdict(shown)).encode())
    letter = {}
    monkeypatch.setattr(
        typesetting, "compile_to", lambda form, template, data: letter.update(data) or b"%PDF-"
    )
    letters.make_letter(text)
    page = content(client, "/ask/")
    return {
        "statement, number": page.partition('class="tally"')[2].partition("</section>")[0],
        "statement, first line": re.search(r'letter__jump">.*?</p>', page, re.DOTALL)[0],
        "statement, JSON-LD": re.search(r"interactionStatistic.*?</script>", page, re.DOTALL)[0],
        "all statements": content(client, "/statements/"),
        "list": content(client, "/ask/signatories/"),
        "list of an earlier wording": content(client, "/ask/signatories/?wording=1"),
        "statistics": content(client, "/ask/numbers/"),
        "how signatures are checked": content(client, "/ask/checks/"),
        "text versions": content(client, "/ask/versions/"),
        "embedded page": content(client, "/ask/embed/"),
        "share card": content(client, "/ask/card.png"),
        "feed": content(client, "/ask/feed.xml"),
        "letter (PDF)": letter["made_up"],
        "CSV": content(client, "/ask/signatories.csv"),
        "JSON": content(client, "/ask/signatories.json"),
        "API, statement": content(client, "/api/v1/statements/ask"),
        "API, count": content(client, "/api/v1/statements/ask/count"),
    }


def test_every_place_that_counts_several_wordings_says_so(client, text, monkeypatch):
    assert figures.of(text.statement).mixed == MIXED
    places = public_places(client, text, monkeypatch)
    link = make_link(make_signature(text, state="pending", country="FR"))
    more = MIXED.replace("12", "13").replace("5 to", "6 to")
    thanks = client.post(f"/confirm/{link}/").content.decode()
    sign_in(client, make_organizer())
    desk = {path: content(client, path) for path in ("/desk/", "/desk/ask/", "/desk/ask/audits/")}

    says = {place: MIXED in plain(words) for place, words in places.items()}
    says |= {path: more in plain(words) for path, words in desk.items()}
    says["thank-you page"] = more in plain(thanks)

    print_table(says)
    assert says == dict.fromkeys(says, True)


def test_members_of_a_guild_are_said_to_include_earlier_wordings(client, text, monkeypatch):
    pages = ["/ask/", "/ask/checks/", "/ask/organizations/"]

    assert [path for path in pages if INCLUDED not in plain(content(client, path))] == []
    assert "7 signatures to earlier wordings included" in plain(content(client, "/members/quill/"))


def test_statement_with_one_wording_says_nothing_of_others(client, text):
    assert "wording of" not in plain(content(client, "/other/"))
    assert client.get("/api/v1/statements/other/count").json() == {"signatories": 0}


def test_count_of_the_api_says_how_many_signed_each_wording(client, text):
    found = client.get("/api/v1/statements/ask/count").json()

    assert found == {
        "signatories": 12,
        "earlier_wording": 7,
        "wordings": [
            {"wording": 2, "since": "2026-04-05", "current": True, "signatures": 5},
            {"wording": 1, "since": "2026-03-03", "current": False, "signatures": 7},
        ],
        "signatures_by_wording": MIXED,
    }


def test_number_with_parts_is_not_renewed_alone(client, text):
    for path in ("/ask/", "/ask/signatories/"):
        page = content(client, path)
        assert "data-count-url" not in page
        assert "js/count.js" not in page


def test_link_to_the_list_counts_what_the_list_shows(client, text):
    assert "All 5 signatures to this wording" in plain(content(client, "/ask/"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"quill": 2, "composer": 3, "FR": 3, "IE": 2}),
        ("?wording=1", {"quill": 5, "composer": 2, "FR": 2, "IE": 5}),
    ],
)
def test_filters_count_what_a_list_of_one_wording_shows(client, text, query, expected):
    page = content(client, f"/ask/signatories/{query}")

    said = {
        value: int(number)
        for value, number in re.findall(r'<option value="(\w+)">[^<]+ \((\d+)\)', page)
    }
    assert said == expected
    for name, value in [("guild", "quill"), ("occupation", "composer"), ("country", "FR")]:
        asked = f"{query or '?'}&{name}={value}"
        found = plain(content(client, f"/ask/signatories/{asked}"))
        assert f"{expected[value]} signatories match" in found


def test_filters_of_the_api_count_every_wording(client, text):
    found = client.get("/api/v1/statements/ask/signatories?guild=quill").json()["results"]

    assert {each["text_version"] for each in found} == {"en-1", "en-2"}
    assert len(found) == 7


def test_template_that_prints_a_count_says_which_wordings_it_counts():
    templates = Path(settings.BASE_DIR) / "templates"

    printing = [each for each in templates.rglob("*.html") if PRINTED.search(each.read_text())]

    assert len(printing) >= 8
    assert [each.name for each in printing if "mixed" not in each.read_text()] == []
