"""Totals that partners collected: entered at the desk, shown apart everywhere, counted nowhere."""

import json

import pytest
from django.core.cache import caches
from django.utils import timezone

from signatures.actions.counts import figures
from signatures.models import Decision, PartnerTotal, Signature
from signatures.renditions.files import pdf
from tests.factories import make_added, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

TYPED = {
    "number": "5000",
    "way": "paper",
    "collected_by": "Tin Players",
    "as_of": "2026-05-03",
    "source": "Their newsletter",
    "url": "https://tin.example/news",
}
HEADING = "5,000 signatures collected on paper by Tin Players, as of 3 May 2026"
APART = "We have not verified them, and none of our numbers include them."


@pytest.fixture
def text():
    text = make_text(slug="ask", goal=100)
    make_signature(text)
    make_added(text)
    return text


@pytest.fixture
def edda(client):
    return sign_in(client, make_organizer("editor"))


def enter(text, **fields):
    caches["pages"].clear()
    return PartnerTotal.objects.create(statement=text.statement, **{**TYPED, **fields})


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return (answer.getvalue() if answer.streaming else answer.content).decode()


def test_editor_enters_changes_and_removes_a_total_with_entries_in_the_log(edda, text):
    answer = edda.post("/desk/ask/totals/new/", TYPED)
    assert answer.status_code == 302
    total = PartnerTotal.objects.get()
    one = f"/desk/ask/totals/{total.pk}/"
    seen = edda.get(one).context["seen"]

    edda.post(one, {**TYPED, "number": "6000", "seen": seen})
    edda.post(f"{one}remove/")

    assert not PartnerTotal.objects.exists()
    lines = Decision.objects.filter(subject=f"partner’s total {total.pk}").order_by("pk")
    assert list(lines.values_list("from_state", "to_state", "reason")) == [
        ("", "5,000 paper, Tin Players, 2026-05-03", ""),
        (
            "5,000 paper, Tin Players, 2026-05-03",
            "6,000 paper, Tin Players, 2026-05-03",
            "changed: number",
        ),
        ("6,000 paper, Tin Players, 2026-05-03", "deleted", ""),
    ]


@pytest.mark.table(
    "typed, said",
    [
        ({"number": "0"}, "Number of signatures"),
        ({"number": "many"}, "Number of signatures"),
        ({"source": ""}, "Source"),
        ({"as_of": "2199-01-01"}, "Enter a date that has passed"),
        ({"collected_by": ""}, "Collected by"),
        ({"url": "javascript:alert(1)"}, "Link to the source"),
    ],
)
def test_total_without_number_source_or_date_is_refused(edda, text, typed, said):
    answer = edda.post("/desk/ask/totals/new/", {**TYPED, **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PartnerTotal.objects.exists()


@pytest.mark.table("path", ["/ask/", "/ask/signatories/", "/ask/numbers/"])
def test_pages_show_it_apart_with_source_and_date(client, text, path):
    enter(text, collected_by="Tin <b>Players", source="Their <i>news")

    shown = page(client, path)

    assert HEADING.replace("Tin ", "Tin &lt;b&gt;") in shown
    assert APART in shown
    assert "Their &lt;i&gt;news" in shown
    assert 'href="https://tin.example/news"' in shown


def test_files_and_api_show_it_apart(client, text):
    enter(text)

    lines = page(client, "/ask/signatories.csv").splitlines()
    told = f"{HEADING}. {APART} Source: Their newsletter https://tin.example/news"
    assert any(each.startswith(f'"# {told}"') for each in lines)
    row = {**TYPED, "number": 5000, "verified": False}
    assert json.loads(page(client, "/ask/signatories.json"))["partners_totals"] == [row]
    assert json.loads(page(client, "/api/v1/statements/ask"))["partners_totals"] == [row]
    words = pdf.words(
        text, [], figures=figures.now(text.statement), listed=0, made_at=timezone.now()
    )
    assert told in words["made_up"]


def test_no_number_of_the_site_changes(client, text):
    paths = ["/api/v1/statements/ask/count", "/ask/embed/", "/ask/feed.xml"]
    before = figures.now(text.statement)
    pages = [page(client, each) for each in paths]

    enter(text)

    after = figures.now(text.statement)
    assert after == before  # compares every number
    assert after.as_json() == before.as_json()
    assert after.made_up == before.made_up
    assert after.heading == before.heading
    assert [page(client, each) for each in paths] == pages
    counts = json.loads(page(client, "/api/v1/statements/ask"))["counts"]
    assert counts == before.as_json()
    goal = page(client, "/ask/")
    assert 'max="100" value="1"' in goal
    assert Signature.objects.count() == 2


def test_other_statements_do_not_show_it(client, text):
    make_text(slug="other")
    enter(text)

    assert "Tin Players" not in page(client, "/other/")
    assert figures.of_statements([make_text().statement, text.statement])[
        text.statement_id
    ].partners
