"""Names stand under the wording they signed, and every count that mixes wordings says so."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures.actions.statements import letters
from signatures.actions.statements import texts as statements
from signatures.models import TextVersion
from signatures.renditions.files import pdf
from signatures.renditions.pictures import card as cards
from tests.factories import make_heading, make_notable, make_signature, make_text

pytestmark = pytest.mark.django_db

MIXED = "3 signatures: 1 to this wording, 2 to the wording of 3 March 2026"


@pytest.fixture
def text(time_machine):
    time_machine.move_to("2026-03-03 10:00Z", tick=False)
    text = make_text(slug="ask")
    make_signature(text, name="Ada Earlier")
    notable = make_signature(text, name="Nora Notable")
    make_notable(notable, make_heading(text))
    time_machine.shift(timedelta(days=33))
    return text


def later(text, words, **kind):
    added = TextVersion(statement=text.statement, title="Ask again", text=words)
    return statements.add_text(added, **kind)


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def new_wording(text):
    new = later(text, "We ask, and we ask for pay.")
    make_signature(new, name="Nia New")
    return new


def test_statement_page_lists_no_one_under_a_wording_they_did_not_sign(client, new_wording):
    html = page(client, "/ask/")

    above, _, section = html.partition('id="earlier-wordings"')
    assert "Nia New" in above
    assert "Ada Earlier" not in html
    assert "Nora Notable" not in html
    assert MIXED in above
    assert "2 signatures to the wording of 3 March 2026" in section
    assert "exactly this wording" not in html


def test_list_of_the_current_wording_leaves_out_earlier_signatories(client, new_wording):
    html = page(client, "/ask/signatories/")

    assert "Nia New" in html
    assert "Ada Earlier" not in html
    assert "Nora Notable" not in html
    assert MIXED in html


def test_list_of_an_earlier_wording_says_so_and_leaves_out_the_others(client, new_wording):
    html = page(client, "/ask/signatories/?wording=1")

    assert "Signed an earlier wording" in html
    assert "Nia New" not in html
    assert "Ada Earlier" in html
    assert "Nora Notable" in html
    assert "Version 1" in html
    assert client.get("/ask/signatories/?wording=3").status_code == 404


def test_search_of_an_earlier_wording_stays_within_it(client, new_wording):
    found = page(client, "/ask/signatories/?wording=1&q=ada")
    missed = page(client, "/ask/signatories/?q=ada")

    assert "Ada Earlier" in found
    assert '<input type="hidden" name="wording" value="1">' in found
    assert "Ada Earlier" not in missed


def test_correction_keeps_its_signatories_and_names_their_version(client, text):
    later(text, "We, the undersigned, ask to be asked!", corrects=True)
    make_signature(TextVersion.objects.get(number=2), name="Cora Corrected")

    html = page(client, "/ask/signatories/")

    assert "Ada Earlier" in html
    assert "Cora Corrected" in html
    assert html.count("Version 1") == 3  # Nora stands above the list and in it
    assert html.count("Version 2") == 1
    assert "earlier wording" not in html


def test_names_say_their_version_as_soon_as_a_correction_stands_above_them(client, text):
    later(text, "We, the undersigned, ask to be asked!", corrects=True)

    for path in ("/ask/", "/ask/signatories/"):
        html = page(client, path)
        assert "Ada Earlier" in html
        assert html.count("Version 1") >= 2


def test_single_version_is_named_beside_no_name(client, text):
    html = page(client, "/ask/signatories/")

    assert "Version 1" not in html
    assert "signatures:" not in html


@pytest.mark.parametrize("path", ["/ask/", "/ask/signatories/", "/ask/signatories/?wording=1"])
def test_pages_cost_the_same_however_many_signed_earlier(client, new_wording, path):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, path)
        return len(captured)

    before = queries()
    first = TextVersion.objects.get(number=1)
    for _ in range(3):
        make_signature(first)
        make_signature(new_wording)

    assert queries() == before


def test_files_and_api_name_the_version_of_each_signature(client, text, new_wording):
    table = b"".join(client.get("/ask/signatories.csv").streaming_content).decode()
    data = json.loads(b"".join(client.get("/ask/signatories.json").streaming_content))
    api = client.get("/api/v1/statements/ask/signatories").json()["results"]

    signed = {"Ada Earlier": text, "Nora Notable": text, "Nia New": new_wording}
    expected = {name: (each.label, each.text_sha256) for name, each in signed.items()}
    for rows in (data["results"], api):
        assert {e["name"]: (e["text_version"], e["text_sha256"]) for e in rows} == expected
    lines = {line.split(",")[0]: line.split(",")[-1] for line in table.splitlines()}
    assert {name: lines[name] for name in signed} == {n: e[0] for n, e in expected.items()}
    assert MIXED in table
    assert data["signatures_by_wording"] == MIXED
    for each in (text, new_wording):
        assert f"# Text version {each.label}: SHA-256 {each.text_sha256}" in table


def test_api_statement_splits_the_signatures_by_wording(client, new_wording):
    answer = client.get("/api/v1/statements/ask").json()

    assert answer["text_version"] == "en-2"
    assert answer["wordings"] == [
        {"wording": 2, "since": "2026-04-05", "current": True, "signatures": 1},
        {"wording": 1, "since": "2026-03-03", "current": False, "signatures": 2},
    ]


def test_feed_embedded_page_and_card_name_the_wordings(client, new_wording):
    feed = page(client, "/ask/feed.xml")
    embedded = page(client, "/ask/embed/")
    card = cards.card(new_wording, 3, mixed=MIXED)

    assert feed.count("Version 1</summary>") == 2
    assert feed.count("Version 2</summary>") == 1
    assert MIXED in embedded
    assert (card.count, card.label) == ("", MIXED)


def test_printed_letter_sets_earlier_signatories_apart(new_wording, monkeypatch):
    printed = []
    monkeypatch.setattr(pdf, "pdf", lambda *given, **named: printed.append((given, named)) or b"")

    letters.make_letter(new_wording)

    [(_, rows), named] = printed[0]
    assert [row.name for row in rows] == ["Nia New"]
    [earlier] = named["earlier"]
    assert [row.name for row in earlier.rows] == ["Ada Earlier", "Nora Notable"]
    assert named.pop("mark") == ""
    words = pdf.words(new_wording, rows, **named)
    assert words["version"] == f"Text version 2, SHA-256 {new_wording.text_sha256}"
    assert words["earlier"][0]["heading"] == (
        "Signed an earlier wording: the wording of 3 March 2026"
    )
    assert "have not signed the wording printed here" in words["earlier"][0]["note"]
