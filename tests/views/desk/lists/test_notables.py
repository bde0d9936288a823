from datetime import date, timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import IdentityCheck, Notable, NotableHeading
from tests.factories import (
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

PAGE = "/desk/ask/notables/"
DAY = date(2026, 5, 3)
TYPED = {"credit": "Singer", "how": "video_call", "checked_on": "2026-05-03", "note": "By  phone"}


@pytest.fixture(autouse=True)
def moderator(client):
    user = make_organizer("moderator", email="mo@example.org")
    sign_in(client, user)
    return user


@pytest.fixture
def heading(text):
    return make_heading(text)


def of(signature, page=""):
    return f"{PAGE}{signature.public_id}/{page}"


def names(heading):
    below = heading.notables.order_by("position", "pk")
    return list(below.values_list("signature__name", flat=True))


def test_empty_page_says_what_to_do_next(client, text):
    assertContains(client.get(PAGE), "Begin with a heading")


def test_somebody_is_found_checked_placed_and_public(client, text, heading):
    signature = make_signature(text, name="Björn Example", credit="Composer")
    make_signature(text, name="Other Person")

    found = client.get(PAGE, {"q": "bjorn"})
    assertContains(found, of(signature))
    assertNotContains(found, "Other Person")
    response = client.post(of(signature), {**TYPED, "heading": heading.pk})

    assertRedirects(response, PAGE)
    check = IdentityCheck.objects.get(signature=signature)
    assert (check.how, check.note, check.by.email) == ("video_call", "By phone", "mo@example.org")
    page = client.get(PAGE)
    assertContains(page, "Checked 3 May 2026, by video call, recorded by mo@example.org")
    for path in ("/ask/", "/ask/signatories/"):
        public = client.get(path)
        assertContains(public, "Identity checked by the campaign team, as of 3 May 2026", count=1)
        for secret in ("video", "By phone", "mo@example.org"):
            assertNotContains(public, secret)


@pytest.mark.table(
    ("wrong", "said"),
    [
        ({"how": ""}, "Choose an option for “How it was checked”"),
        ({"how": "crystal ball"}, "Choose one of the options for “"),
        ({"checked_on": ""}, "Fill in “Date of the check”"),
        ({"checked_on": "9999-01-01"}, "Enter a date that is not in the future"),
        ({"heading": ""}, "Choose an option for “Heading”"),
        ({"heading": "9" * 40}, "Choose one of the options for “"),
        ({"credit": "x" * 201}, "at most 200 characters"),
        ({"credit": "\0"}, "invisible characters"),
        ({"note": "x" * 301}, "at most 300 characters"),
    ],
)
def test_nobody_is_placed_without_a_check_and_mistakes_come_back(
    client, text, heading, wrong, said
):
    signature = make_signature(text)

    response = client.post(of(signature), {**TYPED, "heading": heading.pk, **wrong})

    assertContains(response, said, status_code=422)
    assertContains(response, "By  phone" if "note" not in wrong else "xxx", status_code=422)
    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()


def test_heading_of_another_statement_is_refused(client, text, heading):
    foreign = make_heading(make_text())

    response = client.post(of(make_signature(text)), {**TYPED, "heading": foreign.pk})

    assertContains(response, "Choose one of the options for “", status_code=422)
    assert not Notable.objects.exists()


@pytest.mark.table(
    ("fields", "is_found"),
    [
        ({}, True),
        ({"state": "held"}, True),
        ({"state": "pending"}, False),
        ({"state": "rejected"}, False),
        ({"display": "anonymous"}, False),
        ({"display": "counted"}, False),
    ],
)
def test_only_who_could_stand_there_is_found(client, text, heading, fields, is_found):
    signature = make_signature(text, name="Ada Example", **fields)

    assert (of(signature) in client.get(PAGE, {"q": "ada"}).content.decode()) == is_found
    assert client.get(of(signature)).status_code == (200 if is_found else 404)


@pytest.mark.table("q", ["", " ", "!!", "x\0"])
def test_search_for_nothing_is_said(client, text, heading, q):
    assertContains(client.get(PAGE, {"q": q}), 'class="error"', status_code=422)


def test_search_shows_a_few_and_says_there_are_more(client, text, heading):
    for number in range(21):
        make_signature(text, name=f"Ada {number}")

    page = client.get(PAGE, {"q": "ada"})

    assertContains(page, "Make notable", count=20)
    assertContains(page, "There are more.")


def test_credit_and_heading_are_changed_and_a_check_is_added(client, text, heading):
    signature = make_signature(text)
    make_notable(signature, heading)
    friends = make_heading(text, "Friends")
    assertContains(client.get(PAGE), "No check recorded")
    assertContains(client.get(of(signature)), "No check recorded")

    client.post(of(signature), {"heading": friends.pk, "credit": "Of the Lanterns"})
    client.post(of(signature, "check/"), TYPED)

    notable = Notable.objects.get()
    assert (notable.heading, notable.credit) == (friends, "Of the Lanterns")
    assert IdentityCheck.objects.get().checked_on == DAY
    assertNotContains(client.get(PAGE), "No check recorded")


def test_check_with_a_mistake_comes_back(client, text, heading):
    signature = make_signature(text)
    make_notable(signature, heading, credit="Of the Lanterns")

    response = client.post(of(signature, "check/"), {**TYPED, "checked_on": "never"})

    assertContains(response, "Enter a date for “Date of the check”", status_code=422)
    assertContains(response, "Of the Lanterns", status_code=422)
    assert not IdentityCheck.objects.exists()


def test_removed_one_stands_with_everybody_else(client, text, heading):
    signature = make_signature(text, name="Ada Example")
    make_notable(signature, heading, checked_on=DAY)

    assertRedirects(client.post(of(signature, "remove/")), PAGE)

    assert not Notable.objects.exists()
    assert not IdentityCheck.objects.exists()
    assert client.post(of(signature, "remove/")).status_code == 404


def test_order_changes_by_steps_and_to_places(client, text, heading):
    people = [make_signature(text, name=name) for name in ("Ada", "Bea", "Cleo")]
    for signature in people:
        make_notable(signature, heading)
    friends = make_heading(text, "Friends")

    client.post(of(people[1], "move/"), {"to": "up", "seen": 1, "seen_heading": heading.pk})
    assert names(heading) == ["Bea", "Ada", "Cleo"]
    place = {"to": "place", "heading": friends.pk, "index": 0}
    client.post(of(people[0], "move/"), {**place, "seen": 1, "seen_heading": heading.pk})

    assert (names(heading), names(friends)) == (["Bea", "Cleo"], ["Ada"])


@pytest.mark.table(
    "typed",
    [
        {"to": "up", "seen": "5"},
        {"to": "up", "seen": ""},
        {"to": "up", "seen": "9" * 40},
        {"to": "up", "seen": "-1"},
        {"to": "sideways", "seen": "1"},
        {"to": "place", "seen": "1"},
        {"to": "place", "seen": "1", "heading": "9" * 40, "index": "0"},
        {"to": "place", "seen": "1", "heading": "x\0", "index": "0"},
        {},
    ],
)
def test_move_from_elsewhere_or_nonsense_is_told_and_moves_nothing(client, text, heading, typed):
    people = [make_signature(text, name=name) for name in ("Ada", "Bea")]
    for signature in people:
        make_notable(signature, heading)

    seen = {"seen_heading": heading.pk}
    response = client.post(of(people[1], "move/"), {**seen, **typed}, follow=True)

    assertContains(response, "Someone else has changed this")
    assert names(heading) == ["Ada", "Bea"]


def test_headings_are_added_renamed_moved_and_deleted(client, text, heading):
    client.post(f"{PAGE}headings/", {"name": " Friends "})
    friends = NotableHeading.objects.get(name="Friends")
    client.post(f"{PAGE}headings/{friends.pk}/", {"name": "Good friends"})
    client.post(f"{PAGE}headings/{friends.pk}/move/", {"to": "up", "seen": "1"})
    found = [each.name for each in text.statement.notable_headings.all()]
    assert found == ["Good friends", "Founders"]

    client.post(f"{PAGE}headings/{friends.pk}/delete/")

    assert not NotableHeading.objects.filter(pk=friends.pk).exists()


@pytest.mark.table("name", ["", "Founders", "x" * 81, "\0", "www.pills.example"])
def test_heading_with_a_mistake_comes_back(client, text, heading, name):
    make_heading(text, "Friends")
    friends = NotableHeading.objects.get(name="Friends")

    for path in ("headings/", f"headings/{friends.pk}/"):
        response = client.post(PAGE + path, {"name": name})
        assertContains(response, 'class="error"', status_code=422)
        assert names(heading) == []
    assert NotableHeading.objects.count() == 2


def test_heading_with_somebody_below_it_stays(client, text, heading):
    make_notable(make_signature(text), heading)

    response = client.post(f"{PAGE}headings/{heading.pk}/delete/", follow=True)

    assertContains(response, "There are signatories under this heading.")
    assert NotableHeading.objects.exists()


def test_what_is_of_another_statement_is_not_found(client, text, heading):
    elsewhere = make_text(slug="other")
    signature, foreign = make_signature(elsewhere), make_heading(elsewhere)
    make_notable(signature, foreign)

    for page in ("", "check/", "move/", "remove/"):
        assert client.post(of(signature, page), TYPED).status_code == 404
    for page in ("", "move/", "delete/"):
        for pk in (foreign.pk, 10**30):
            assert client.post(f"{PAGE}headings/{pk}/{page}", TYPED).status_code == 404
    assert client.get(f"{PAGE}nobody/").status_code == 404


def test_today_is_offered_and_the_day_after_tomorrow_refused(stopped_clock, client, text, heading):
    signature = make_signature(text)
    too_late = stopped_clock.date() + timedelta(days=2)

    assertContains(client.get(of(signature)), f'value="{stopped_clock:%Y-%m-%d}"')
    response = client.post(
        of(signature), {**TYPED, "heading": heading.pk, "checked_on": str(too_late)}
    )

    assertContains(response, "not in the future", status_code=422)


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_however_many(client, text, number, django_assert_num_queries):
    for place in range(number):
        below = make_heading(text, f"Heading {place}")
        for _ in range(number):
            make_notable(make_signature(text, name="Ada"), below, checked_on=DAY)
        make_signature(text, name="Ada Found", state="held")

    with django_assert_num_queries(16):
        client.get(PAGE, {"q": "ada"})
