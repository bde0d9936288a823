"""Marks at the desk: defined, given, checked again and taken away."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision, GivenMark, Mark
from tests.factories import make_endorsement, make_mark, make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db

MARK = {"label": "Certified by Tin Alliance", "meaning": "It pays its players."}
PROOF = {
    "according_to": "Tin Register",
    "url": "https://register.example/tin",
    "checked_on": "2026-05-03",
}


@pytest.fixture
def edda(client):
    sign_in(client, make_organizer("editor", email="edda@team.example"))
    return client


def choices(page):
    return [str(label) for value, label in page.context["form"].fields["endorsement"].choices][1:]


def test_editor_defines_gives_and_takes_away_a_mark_with_entries_in_the_log(edda, text):
    tin = make_endorsement(text, name="Tin Players")

    edda.post("/desk/ask/marks/new/", MARK)
    mark = Mark.objects.get()
    edda.post(f"/desk/ask/marks/{mark.pk}/give/", {**PROOF, "endorsement": tin.pk})
    given = GivenMark.objects.get()
    page = edda.get("/desk/ask/marks/")
    edda.post(f"/desk/ask/marks/given/{given.pk}/remove/")
    edda.post(f"/desk/ask/marks/{mark.pk}/remove/")

    for words in ("Certified by Tin Alliance", "Tin Players", "3 May 2026", "edda@team.example"):
        assertContains(page, words)
    assert not Mark.objects.exists()
    told = "Certified by Tin Alliance, checked on 2026-05-03, according to Tin Register,"
    told += " https://register.example/tin"
    words = "Certified by Tin Alliance: It pays its players."
    lines = Decision.objects.filter(by__email="edda@team.example").order_by("pk")
    assert list(lines.values_list("subject", "from_state", "to_state")) == [
        (f"mark {mark.pk}", "", words),
        ("Tin Players", "", told),
        ("Tin Players", told, "deleted"),
        (f"mark {mark.pk}", words, "deleted"),
    ]


def test_editor_notes_a_new_check_of_a_given_mark(edda, text):
    given = make_mark(make_endorsement(text, name="Tin Players"))
    path = f"/desk/ask/marks/given/{given.pk}/"
    page = edda.get(path)

    edda.post(path, {**PROOF, "checked_on": "2026-06-04", "seen": page.context["seen"]})

    assertContains(page, "“Certified by Tin Alliance” for Tin Players")
    given.refresh_from_db()
    assert (given.checked_on, given.by.email) == (date(2026, 6, 4), "edda@team.example")


@pytest.mark.table(
    "typed, said",
    [
        ({"according_to": ""}, "Fill in “According to”"),
        ({"url": ""}, "Fill in “Link to the proof”"),
        ({"url": "javascript:alert(1)"}, "Enter a web address for “Link to the proof”"),
        ({"checked_on": ""}, "Fill in “Checked on”"),
        ({"checked_on": "2199-01-01"}, "Enter a date that has passed"),
        ({"endorsement": "0"}, "Choose one of the options for “Organization”"),
    ],
)
def test_mark_is_not_given_without_source_proof_and_date_of_the_check(edda, text, typed, said):
    tin = make_endorsement(text)
    mark = Mark.objects.create(statement=text.statement, **MARK)

    page = edda.post(f"/desk/ask/marks/{mark.pk}/give/", {**PROOF, "endorsement": tin.pk, **typed})

    assertContains(page, said, status_code=422)
    assert not GivenMark.objects.exists()


def test_mark_is_given_once_and_to_published_organizations_of_its_statement_alone(edda, text):
    given = make_mark(make_endorsement(text, name="Has It"))
    make_endorsement(text, name="Lacks It")
    make_endorsement(text, name="Waits", state="held")
    make_endorsement(make_text(), name="Of Another Statement")

    page = edda.get(f"/desk/ask/marks/{given.mark_id}/give/")

    assert choices(page) == ["Lacks It"]


def test_mark_with_the_words_of_another_is_refused(edda, text):
    Mark.objects.create(statement=text.statement, **MARK)
    Mark.objects.create(statement=make_text().statement, label="Elsewhere", meaning="Other.")

    same = edda.post("/desk/ask/marks/new/", {**MARK, "label": "certified by tin  alliance"})
    other = edda.post("/desk/ask/marks/new/", {**MARK, "label": "Elsewhere"})

    assertContains(same, "Enter another mark: this one exists", status_code=422)
    assert other.status_code == 302


def test_marks_of_another_statement_are_not_found(edda, text):
    make_text(slug="other")
    given = make_mark(make_endorsement(text))

    for path in (f"{given.mark_id}/give/", f"given/{given.pk}/"):
        assert edda.get(f"/desk/other/marks/{path}").status_code == 404
    for path in (f"{given.mark_id}/remove/", f"given/{given.pk}/remove/"):
        assert edda.post(f"/desk/other/marks/{path}").status_code == 404
    assertNotContains(edda.get("/desk/other/marks/"), "Certified")
    assert GivenMark.objects.exists()


@pytest.mark.table("count", [1, 3])
def test_page_costs_the_same_however_many_marks(edda, text, count, django_assert_num_queries):
    for number in range(count):
        make_mark(make_endorsement(text), f"Mark {number}")

    # session, visitor, second factor (4), statement, marks, given, title, session (3)
    with django_assert_num_queries(13):
        edda.get("/desk/ask/marks/")
