"""A way is ready once the guild has done its part for it."""

import pytest

from signatures.actions.guilds import readiness
from signatures.models import GuildSignIn
from tests.factories import (
    connect,
    make_codes,
    make_domain,
    make_guild,
    make_officer,
    make_roster,
)

pytestmark = pytest.mark.django_db

DONE = {
    "guild_sso": lambda guild: connect(guild, "https://tin.example"),
    "guild_code": make_codes,
    "guild_officer": make_officer,
    "guild_roster": lambda guild: make_roster(guild, ("T-1", "Example", "")),
    "guild_domain": lambda guild: make_domain(guild, "tin.example"),
}


@pytest.mark.parametrize("method", DONE)
def test_way_is_ready_once_the_guild_has_done_its_part(method):
    guild = make_guild(slug="tin", methods=[method])
    assert not readiness.is_ready(guild, method)

    DONE[method](guild)

    assert readiness.is_ready(guild, method)
    guild.methods = []
    assert not readiness.is_ready(guild, method)


def test_sign_in_that_nobody_has_tested_is_not_ready():
    guild = make_guild(slug="tin", methods=["guild_sso"])
    connect(guild, "https://tin.example")
    GuildSignIn.objects.update(tested_at=None)
    guild.refresh_from_db()

    assert not readiness.is_ready(guild, "guild_sso")


def test_every_way_of_a_guild_has_a_rule():
    assert set(readiness.READY) == set(DONE)
