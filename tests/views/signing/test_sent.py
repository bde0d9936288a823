from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_signature, make_text, sign_form

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"


def sign(client, email=ADA):
    return client.post("/ask/sign/", sign_form(email=email))["Location"]


def test_page_after_the_form_shows_the_typed_address_and_no_url_holds_it(client, text):
    address = sign(client)

    page = client.get(address)

    assert "ada" not in address.replace("/ask/", "")
    assertContains(page, f">{ADA}<")
    assertContains(page, f'value="{ADA}"')
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"


def test_page_after_the_form_is_the_same_for_a_known_address(client, text):
    unknown = client.get(sign(client))
    make_signature(text, email="eve@example.org")

    known = client.get(sign(client, "eve@example.org"))

    assert known.content.decode().replace("eve@", "ada@") == unknown.content.decode()
    assert known.headers == unknown.headers


def test_typed_address_is_shown_for_ten_minutes(client, text, stopped_clock, time_machine):
    address = sign(client)

    time_machine.move_to(stopped_clock + timedelta(minutes=11), tick=False)

    assertNotContains(client.get(address), ADA)
    assertNotContains(client.get("/ask/sign/sent/?to=nonsense"), "nonsense")


def test_second_form_within_ten_minutes_is_not_told_that_an_e_mail_comes(client, text):
    sign(client)

    page = client.get(sign(client))

    assertContains(page, "We send one e-mail every 10 minutes to an address.")
    assertNotContains(page, "on its way")


def test_page_after_the_form_says_until_when_it_can_be_confirmed(client):
    ends = timezone.now() + timedelta(hours=1)
    make_text(slug="ask", closes_at=ends)

    page = client.get(sign(client))

    until = ends + timedelta(hours=72)
    assertContains(page, f"can be confirmed until {until.day} {until:%B %Y, %H:%M} UTC")
