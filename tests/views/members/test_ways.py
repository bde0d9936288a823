"""Which way to show membership is shown open, and which are folded."""

import pytest
from django.utils import timezone

from signatures.actions.guilds.codes import batches
from signatures.forms.signing import guilds
from signatures.models import GuildSignIn, PausedWay
from signatures.models.proof_methods import GUILD_METHODS
from signatures.views.members import ways
from tests.factories import (
    DAY,
    make_codes,
    make_guild,
    make_link,
    make_officer,
    make_organizer,
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


def test_strongest_ready_way_is_open_and_those_not_ready_are_left_out():
    guild = make_guild(slug="tin", methods=ALL)
    make_roster(guild, ("1", "Example", ""))
    make_codes(guild)

    names, opened = shown(guild, make_signature(make_text()))

    assert opened == "guild_code"
    # Not ready: the guild has no sign-in server, and the address is not at its domain.
    assert names == ["guild_code", "guild_officer", "guild_roster"]


def test_nothing_is_offered_before_anything_is_ready(client):
    """No code was downloaded, no roster is in use, no officer answers, no sign-in was tested."""
    guild = make_guild(slug="tin", methods=ALL, members=100)
    officer = make_officer(guild, is_active=False).user
    roster = make_roster(guild, ("1", "Example", ""), officer=officer, state="read")
    asked = batches.ask(guild, size=9, ends_at=timezone.now() + DAY, note="", by=officer)
    batches.issue(asked, by=make_organizer())
    GuildSignIn.objects.create(guild=guild, issuer="https://sign-in.tin.example", client_id="us")
    link = make_link(make_signature(make_text()), "manage")

    page = client.get(f"/manage/{link}/guild/").content.decode()

    assert roster.state == "read"
    assert "You cannot show membership of this guild at present." in page
    assert 'class="way' not in page


def test_paused_way_is_left_out():
    guild = make_guild(slug="tin", methods=["guild_code", "guild_officer"])
    make_codes(guild)
    PausedWay.objects.create(guild=guild, method="guild_code")

    assert shown(guild, make_signature(make_text())) == (["guild_officer"], "guild_officer")


def test_way_that_was_sent_or_awaits_an_answer_is_open():
    guild = make_guild(slug="tin", methods=ALL)
    make_codes(guild)
    signature = make_signature(make_text())

    assert shown(guild, signature, guild_roster=object())[1] == "guild_roster"
    make_vouch_request(guild, signature)
    assert shown(guild, signature)[1] == "guild_officer"


def test_page_folds_all_ways_but_one_and_says_what_each_tells_to_whom(client):
    guild = make_guild(slug="tin", name="Tin Guild", methods=ALL)
    make_codes(guild)
    link = make_link(make_signature(make_text()), "manage")

    page = client.get(f"/manage/{link}/guild/").content.decode()

    assert page.count('<section class="card way">') == 1
    assert page.count('<details class="way way--folded">') == 1
    assert page.count("Your guild learns") == 2
    assert "roughly how many of its codes were used, never which" in page
    assert "“entered a code that Tin Guild sent to its members”" in page
