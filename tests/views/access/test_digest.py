import pytest
from pytest_django.asserts import assertContains, assertRedirects

from tests.factories import (
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
    make_vouch_request,
    sign_in,
)

pytestmark = pytest.mark.django_db

PAGE = "/accounts/digest/"


def test_organizer_chooses_how_often_to_get_e_mails(client):
    maud = make_organizer("moderator")
    make_signature(make_text(slug="ask"), state="held")
    sign_in(client, maud)

    page = client.get(PAGE)
    assertContains(page, "ask: 1 signature is under review")
    assertRedirects(client.post(PAGE, {"digest": "off"}), PAGE)

    maud.refresh_from_db()
    assert maud.digest == "off"
    assert client.post(PAGE, {"digest": "always"}).status_code == 422


def test_officer_chooses_too(client):
    guild = make_guild(name="Tin Players")
    make_vouch_request(guild)
    sign_in(client, make_officer(guild).user)

    assertContains(client.get(PAGE), "Tin Players: 1 person asks you to vouch for them")


def test_page_is_for_people_who_are_signed_in_with_a_second_factor(client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    client.force_login(make_organizer("moderator"))
    assert client.get(PAGE)["Location"] == "/accounts/2fa/"
