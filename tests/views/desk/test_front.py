import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.counts import tallies
from tests.factories import make_organizer, make_signature, make_text, make_withdrawn, sign_in

pytestmark = pytest.mark.django_db


def test_front_counts_signatures_by_state(client):
    text = make_text(slug="ask", title="Ask first")
    for state, number in {"pending": 2, "held": 3, "published": 4, "rejected": 1}.items():
        for _ in range(number):
            make_signature(text, state=state)
    tallies.fold()
    make_signature(text)
    make_withdrawn(text)

    page = sign_in(client, make_organizer("viewer")).get("/desk/")

    [row] = page.context["rows"]
    assert row["counts"] == {
        "pending": 2,
        "held": 3,
        "published": 5,
        "rejected": 1,
        "withdrawn": 1,
    }
    assertContains(page, '<a href="/desk/ask/"><bdi>Ask first</bdi></a>')
    assertContains(page, 'href="/ask/"')


def test_front_says_who_is_signed_in_and_shows_what_they_may(client):
    page = sign_in(client, make_organizer("viewer", email="vera@example.org")).get("/desk/")

    assertContains(page, "You are vera@example.org, viewer.")
    for path in ("/accounts/sessions/", "/accounts/2fa/", "/accounts/logout/"):
        assertContains(page, f'href="{path}"')
    assertNotContains(page, "/desk/people/")
    assertNotContains(page, "/admin/")
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_front_leads_superusers_to_the_administration(client):
    make_text(publishes_at=None, title="Not yet")

    page = sign_in(client, make_organizer("superuser")).get("/desk/")

    assertContains(page, 'href="/admin/"')
    assertContains(page, "/desk/people/")
    assertContains(page, "(not public yet)")


@pytest.mark.parametrize(("role", "writes"), [("editor", True), ("moderator", False)])
def test_front_leads_editors_to_what_they_write(client, role, writes):
    sign_in(client, make_organizer(role))
    empty = client.get("/desk/").content.decode()
    make_text(slug="ask")
    page = client.get("/desk/").content.decode()

    assert ('<a class="button" href="/desk/new/">Write the first statement</a>' in empty) == writes
    for path in ("/desk/new/", "/desk/ask/settings/", "/desk/ask/texts/"):
        assert (f'href="{path}"' in page) == writes


def test_front_without_a_statement_says_so(client):
    page = sign_in(client, make_organizer("owner")).get("/desk/")

    assertContains(page, "There are no statements yet.")


@pytest.mark.parametrize("count", [1, 3])
def test_front_costs_the_same_however_many_statements(client, count, django_assert_num_queries):
    for _ in range(count):
        make_signature(make_text())
    sign_in(client, make_organizer("viewer"))

    # session, visitor, second factor (middleware 2, door 2), statements, titles, counts,
    # figures (2), archived
    with django_assert_num_queries(12):
        client.get("/desk/")


def test_archived_statements_stand_apart(client):
    make_text(slug="old", title="Old", archived_at=timezone.now())
    make_text(slug="new", title="New")
    sign_in(client, make_organizer("viewer"))

    front, archive = client.get("/desk/"), client.get("/desk/?archived")

    assertContains(front, "1 archived statement")
    assertNotContains(front, ">Old<")
    assertContains(archive, ">Old<")
    assertNotContains(archive, ">New<")
