"""The link that stops updates: a button for people, one POST for e-mail programs."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.mail import updates
from signatures.models import Signature
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def path():
    signature = make_signature(make_text(slug="ask"), updates=True)
    return f"/unsubscribe/{updates.unsubscribe_token(signature)}/"


def wanted():
    return Signature.objects.get().updates


def test_get_shows_a_button_and_writes_nothing(client, path, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = client.get(path)

    assertContains(page, "Stop updates")
    assert "no-store" in page["Cache-Control"]
    assert "Set-Cookie" not in page.headers
    assert wanted()


def test_post_of_an_e_mail_program_works_without_cookie_or_csrf_token(path):
    program = Client(enforce_csrf_checks=True)

    page = program.post(path, {"List-Unsubscribe": "One-Click"})

    assertContains(page, "You get no more updates")
    assert page.cookies == {}
    assert not wanted()
    assert program.post(path).status_code == 200


def test_get_afterwards_says_so_without_a_button(client, path):
    client.post(path)

    page = client.get(path)

    assertContains(page, "You get no more updates")
    assertNotContains(page, "<button")


def test_broken_link_is_404(client):
    assert client.post("/unsubscribe/nonsense/").status_code == 404
