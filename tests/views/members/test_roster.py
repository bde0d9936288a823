"""A member's number, typed on the page where one shows one's membership."""

import threading

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.guilds.roster import hashing
from signatures.actions.guilds.roster import worker as roster_work
from signatures.actions.mail import delivery
from signatures.models import LimitCount, RosterClaim
from tests.factories import make_guild, make_link, make_roster, make_signature, make_text

pytestmark = pytest.mark.django_db

DOES_NOT_FIT = "This number and surname do not match the guild’s roster."


@pytest.fixture
def guild():
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_roster"])
    make_roster(guild, ("0012", "Ada Lovelace", "ada@example.org"), ("13", "Bo Peep", ""))
    return guild


def page(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/guild/"


def try_(client, signature, number="12", surname="lovelace"):
    typed = {"number": number, "surname": surname}
    return client.post(f"{page(signature)}tin/roster/", typed)


def test_member_of_the_roster_gets_the_mark(client, guild, text):
    signature = make_signature(text, state="pending")
    assertContains(client.get(page(signature)), "With your member number")

    response = try_(client, signature)

    assertContains(response, "Thank you for signing")
    assert response["Cache-Control"].startswith("no-store")
    assertContains(client.get("/ask/signatories/"), "Member of Tin Players, verified as of")


def test_what_does_not_fit_comes_back_with_what_was_typed(client, guild, text):
    used = make_signature(text)
    try_(client, used)

    for typed in ({"number": "77"}, {"surname": "Bab<b>age"}, {}):
        response = try_(client, make_signature(text), **typed)
        assertContains(response, DOES_NOT_FIT, status_code=422)
        assertNotContains(response, "<b>", status_code=422)
        assert f'value="{typed.get("number", "12")}"' in response.content.decode()
    assert RosterClaim.objects.count() == 1


def test_missing_words_are_named_at_their_fields(client, guild, text):
    response = try_(client, make_signature(text, state="pending"), number="", surname=" ")

    assertContains(response, "Enter your member number", status_code=422)
    assertContains(response, "Enter your surname", status_code=422)
    assert not LimitCount.objects.exists()


@pytest.mark.table("number", ["\x00", "9" * 61, "１" * 60, "'; --"])
def test_strange_numbers_are_refused_and_never_an_error(client, guild, text, number):
    assert try_(client, make_signature(text), number=number).status_code == 422


def test_tries_are_limited(client, guild, text):
    for _ in range(5):
        assert try_(client, make_signature(text), number="99").status_code == 422

    response = try_(client, make_signature(text))

    assertContains(response, "Try again in 1 hour", status_code=429)
    assert 0 < int(response["Retry-After"]) <= 3600


def test_guild_without_the_way_and_broken_links_have_no_such_page(client, guild, text):
    signature = make_signature(text)
    make_guild(slug="zinc")

    assert client.post(f"{page(signature)}none/roster/").status_code == 404
    assert client.post("/manage/none/guild/tin/roster/").status_code == 404
    assert client.get(f"{page(signature)}tin/roster/").status_code == 405
    assert client.post(f"{page(signature)}zinc/roster/", {"number": "1"}).status_code == 422


def test_owner_of_the_registered_address_is_told(client, guild, text, mailoutbox):
    try_(client, make_signature(text, email="ada@example.org"))

    delivery.deliver_due()

    [mail] = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert mail.subject == "Your membership was used to sign: Ask first"
    assert "/manage/" in mail.body
    assert "12" not in mail.body.partition("/manage/")[0]


def test_public_reads_that_a_later_roster_does_not_name_them(client, guild, text):
    try_(client, make_signature(text, name="Ada Named"))
    try_(client, make_signature(text, name="Bo", display="anonymous"), "13", "Peep")

    make_roster(guild, ("99", "Other", ""), day="2026-11-08")
    roster_work.carry_on()

    shown = client.get("/ask/signatories/").content.decode()
    assert shown.count("not on its roster of 8 November 2026") == 1


def test_member_is_asked_to_wait_while_many_check_their_number(client, monkeypatch):
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_roster"])
    make_roster(guild, ("12", "Ada", ""))
    link = make_link(make_signature(make_text(), state="pending"), "manage")
    monkeypatch.setattr(hashing, "_places", threading.BoundedSemaphore(1))
    hashing._places.acquire()

    page = client.post(f"/manage/{link}/guild/tin/roster/", {"number": "12", "surname": "Ada"})

    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Many members are checking their number now" in page.content.decode()
    assert 'value="12"' in page.content.decode()
