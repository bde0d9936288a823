import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import IdentityCheck, Notable, Signature, WatchedName
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_heading, make_organizer, make_signature, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/desk/ask/notables/several/"
CHECK = {"how": "known", "checked_on": "2026-05-03", "note": ""}
LETTERS = "ABCDEFGHIJKLMNOPQR"
NAMES = [f"{letter}ra Founder" for letter in LETTERS]


@pytest.fixture
def heading(text, client):
    sign_in(client, make_organizer("moderator"))
    return make_heading(text)


def shown(page):
    """Return the fields of the table as the page shows them."""
    rows = page.context["rows"]
    fields = {f"name-{each.number}": each.typed for each in rows}
    fields |= {f"credit-{each.number}": each.credit for each in rows}
    return fields | {f"who-{each.number}": each.chosen for each in rows}


def test_eighteen_founders_take_one_page_and_two_clicks(client, text, heading):
    for name in NAMES[:12]:
        make_signature(text, name=name)
    pasted = "\n".join(f"{name}; Credit of {name}" for name in NAMES)

    client.get(PAGE)
    checked = client.post(PAGE, {**CHECK, "heading": heading.pk, "pasted": pasted})
    assertContains(checked, "6 people have not signed: their names are added.")
    assertContains(checked, "Add 18 people")
    assert not Notable.objects.exists()
    done = client.post(PAGE, {**CHECK, "heading": heading.pk, **shown(checked), "add": "yes"})

    assertRedirects(done, "/desk/ask/notables/")
    placed = heading.notables.order_by("position").select_related("signature")
    assert [each.signature.name for each in placed] == NAMES
    assert IdentityCheck.objects.count() == 18
    assert Signature.objects.filter(added_by_organizers=True).count() == 6


def test_two_people_with_one_name_are_chosen_from(client, text, heading):
    make_signature(text, name="Ada Example", credit="Poet")
    singer = make_signature(text, name="Ada Example", credit="Singer")
    typed = {**CHECK, "heading": heading.pk, "name-0": "Ada Example", "add": "yes"}

    unclear = client.post(PAGE, typed)
    assertContains(unclear, "Choose the signature")
    client.post(PAGE, {**typed, "who-0": str(singer.public_id)})

    assert Notable.objects.get().signature == singer


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"name-0": "https://bad.example/x"}, "Remove the web or e-mail address"),
        ({"name-0": "Ada Example", "heading": ""}, "There is a problem"),
        ({"pasted": "Ada Example\n" * 51}, "Enter at most 50 people at once"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, text, heading, typed, said):
    response = client.post(PAGE, {**CHECK, "heading": heading.pk, **typed, "add": "yes"})

    assertContains(response, said, status_code=422)
    assert not Signature.objects.exists()
    for value in typed.values():
        assertContains(response, value.split("\n")[0], status_code=422)


@pytest.mark.table(
    ("line", "cells"),
    [
        ("Ada Example\tPoet", ("Ada Example", "Poet")),
        ("Ada Example; Poet, Singer", ("Ada Example", "Poet, Singer")),
        ("Ada Example, Poet", ("Ada Example", "Poet")),
        ("Ada Example – Poet", ("Ada Example", "Poet")),
        ("Ada Example", ("Ada Example", "")),
    ],
)
def test_pasted_line_is_split_into_name_and_credit(client, text, heading, line, cells):
    page = client.post(PAGE, {**CHECK, "heading": heading.pk, "pasted": line})

    assert (page.context["rows"][0].name, page.context["rows"][0].credit) == cells


def test_watched_name_is_held_and_not_shown_until_two_organizers_agree(client, text, heading):
    keys = sorted(watched_keys("Ada Watched"))
    WatchedName.objects.create(name="Ada Watched", keys=keys, by=make_organizer())
    typed = {**CHECK, "heading": heading.pk, "name-0": "Ada Watched", "who-0": "new", "add": "yes"}

    done = client.post(PAGE, typed, follow=True)

    assertContains(done, "1 person under this heading is under review, and not shown yet.")
    added = Notable.objects.get().signature
    assert (added.state, added.hold_reasons) == ("held", ["watched_name"])
    assertNotContains(client.get("/ask/"), "Ada Watched")
    client.post(f"/desk/ask/queue/{added.pk}/publish/")
    added.refresh_from_db()
    assert added.state == "held"
    sign_in(client, make_organizer("moderator"))
    client.post(f"/desk/ask/queue/{added.pk}/publish/")
    added.refresh_from_db()
    assert added.state == "published"
