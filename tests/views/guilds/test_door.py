"""Who gets in at /guilds/: officers of that guild, and nobody else."""

import pytest
from django.urls import NoReverseMatch, reverse

from signatures.models import Role
from tests.factories import (
    make_guild,
    make_guild_member,
    make_officer,
    make_organizer,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

# Each view below /guilds/<slug>/: what GET and POST of nothing answer an officer of the guild.
VIEWS = {
    "guild": (200, 405),
    "guild_codes": (200, 422),
    "guild_batch": (404, 405),
    "guild_download": (405, 404),
    "guild_revoke_codes": (405, 404),
    "guild_domains": (200, 422),
    "guild_confirm_domain": (405, 404),
    "guild_remove_domain": (405, 404),
}


def address(name):
    """The page of guild "tin", of batch 0 where it is about one."""
    try:
        return reverse(name, args=["tin"])
    except NoReverseMatch:
        return reverse(name, args=["tin", 0])


@pytest.fixture
def guild():
    return make_guild(slug="tin")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "who", ["nobody", "no role", *Role.values, "superuser", "officer of another", "no factor"]
)
def test_pages_of_a_guild_are_shut_to_others(client, guild, who, method):
    if who == "officer of another":
        sign_in(client, make_officer(make_guild()).user)
    elif who == "no factor":
        client.force_login(make_officer(guild).user)
    elif who != "nobody":
        sign_in(client, make_organizer("" if who == "no role" else who))

    for name in VIEWS:
        status = client.generic(method, address(name)).status_code
        assert status == (302 if who in ("nobody", "no factor") else 403), name


def test_pages_of_a_guild_open_to_its_officers(client, guild):
    sign_in(client, make_officer(guild).user, reauthenticated=True)

    for name, (get, post) in VIEWS.items():
        path = address(name)
        assert (client.get(path).status_code, client.post(path).status_code) == (get, post), name


def test_officer_who_is_switched_off_is_out(client, guild):
    officer = make_officer(guild)
    sign_in(client, officer.user)
    officer.user.is_active = False
    officer.user.save()

    assert client.get("/guilds/tin/").status_code == 302


def test_officer_learns_totals_and_not_who(client, guild):
    text = make_text(title="Ask first")
    make_guild_member(text, guild, name="Ada Secret", email="ada@example.org")
    sign_in(client, make_officer(guild).user)

    page = client.get("/guilds/tin/").content.decode()

    assert "Ask first" in page
    assert "Ada" not in page
    assert "ada@" not in page


def test_officers_are_led_to_their_guild_and_organizers_to_the_desk(client, guild):
    sign_in(client, make_officer(guild).user)
    assert client.get("/guilds/")["Location"] == "/guilds/tin/"

    sign_in(client, make_organizer("viewer"))
    assert client.get("/guilds/")["Location"] == "/desk/"
