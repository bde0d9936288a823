"""Which way to show membership is shown open, and which are folded."""

import pytest

from signatures.forms.signing import guilds
from signatures.models.proof_methods import GUILD_METHODS
from signatures.views.members import ways
from tests.factories import (
    make_codes,
    make_guild,
    make_link,
    make_roster,
    make_signature,
    make_text,
    make_vouch_request,
)

pytestmark = pytest.mark.django_db

ALL = ["guild_domain", "guild_roster", "guild_officer", "guild_code", "guild_sso"]


def shown(guild, signature, **forms):
    """The names of the ways in order, and which one is open."""
    found = ways.of(guilds()[guild.slug], signature, forms)
    [opened] = [each["name"] for each in found if each["is_open"]]
    return [each["name"] for each in found], opened


def test_every_method_of_guilds_says_when_it_is_ready():
    assert ways.READY.keys() == {each.name for each in GUILD_METHODS}


def test_strongest_ready_way_is_open():
    guild = make_guild(slug="tin", methods=ALL)
    make_roster(guild, ("1", "Example", ""))
    make_codes(guild)

    names, opened = shown(guild, make_signature(make_text()))

    assert opened == "guild_code"
    # Not ready: the guild has no sign-in server, and the address is not at its domain.
    assert names == ["guild_code", "guild_officer", "guild_roster", "guild_sso", "guild_domain"]


def test_way_that_was_sent_or_awaits_an_answer_is_open():
    guild = make_guild(slug="tin", methods=ALL)
    make_codes(guild)
    signature = make_signature(make_text())

    assert shown(guild, signature, guild_roster=object())[1] == "guild_roster"
    make_vouch_request(guild, signature)
    assert shown(guild, signature)[1] == "guild_officer"


def test_page_folds_all_ways_but_one(client):
    make_guild(slug="tin", methods=ALL)
    link = make_link(make_signature(make_text()), "manage")

    page = client.get(f"/manage/{link}/guild/").content.decode()

    assert page.count('<section class="card way">') == 1
    assert page.count('<details class="way way--folded">') == len(ALL) - 1
