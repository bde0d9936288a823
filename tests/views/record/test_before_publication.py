"""Statements that are not public yet: invited people and organizers find the way."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.factories import (
    make_guild,
    make_link,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def early():
    return make_text(slug="early", publishes_at=timezone.now() + timedelta(days=200))


def test_menu_of_an_invited_person_leads_to_the_page(client, early):
    link = make_link(make_signature(early, state="pending"))
    page = client.get(f"/confirm/{link}/").content.decode()
    path = f"/early/?invitation={early.statement.invitation}"

    assert f'href="{path}"' in page
    assert 'href="/early/"' not in page
    assert client.get(path).status_code == 200


def test_organizer_sees_their_own_unpublished_statement(client, early):
    viewer = sign_in(client, make_organizer("viewer"))

    page = viewer.get("/early/", follow=True)

    assertRedirects(page, f"/early/?invitation={early.statement.invitation}")
    assertContains(page, "This statement is not public yet.")


def test_organizer_who_mistypes_an_address_gets_404(client):
    viewer = sign_in(client, make_organizer("viewer"))

    assert viewer.get("/nothing/", follow=True).status_code == 404


def test_stranger_with_a_made_up_session_learns_nothing(client, early):
    client.cookies["session"] = "made-up"

    there, nowhere = client.get("/early/"), client.get("/nothing/")

    assert (there.status_code, nowhere.status_code) == (302, 302)
    assert there["Location"].replace("early", "nothing") == nowhere["Location"]
    after = client.get(there["Location"])
    assert early.statement.invitation not in str(after.headers) + after.content.decode()


def test_publication_in_the_future_is_not_told_as_past(client, early):
    page = client.get(f"/early/?invitation={early.statement.invitation}")

    assertNotContains(page, "Published")


def test_form_says_what_signing_without_an_address_means(client):
    make_guild()
    make_text(slug="ask")

    page = client.get("/ask/")

    assertContains(page, "If you lose it, you cannot see, change or withdraw your signature.")
