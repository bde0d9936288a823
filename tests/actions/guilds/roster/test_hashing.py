"""Checks of members' numbers that come all at once."""

import pytest

from signatures.actions.guilds.roster import claims, hashing, keys
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing.sign import Source
from signatures.errors import BusyError
from signatures.models import LimitCount
from signatures.text import fingerprints
from tests.factories import make_guild, make_roster, make_signature, make_text

pytestmark = pytest.mark.django_db
PERSON = Source("192.0.2.1/32", "192.0.2.0/24")


def take_all():
    held = [hashing.place() for _ in range(1 + hashing.MOST_WAITING)]
    for each in held:
        each.__enter__()
    return held


def test_more_checks_than_places_are_turned_away_and_not_counted():
    """A flood of checks holds at most three of the four threads of a process."""
    guild = make_guild(slug="tin", methods=["guild_roster"])
    make_roster(guild, ("12", "Ada", ""))
    signature = make_signature(make_text(), state="pending")
    counted = LimitCount.objects.count()
    held = take_all()

    with pytest.raises(BusyError):
        claims.claim(signature, Member("12", "Ada"), guild=guild, source=PERSON)

    assert LimitCount.objects.count() == counted
    for each in held:
        each.__exit__(None, None, None)
    assert claims.claim(signature, Member("12", "Ada"), guild=guild, source=PERSON)


def test_each_thing_typed_is_hashed_once(monkeypatch):
    guild = make_guild(slug="tin", methods=["guild_roster"])
    make_roster(guild, ("12", "Ada", ""))
    made = []
    slow = fingerprints.slow_hash
    monkeypatch.setattr(fingerprints, "slow_hash", lambda *job: made.append(job) or slow(*job))

    signature = make_signature(make_text(), state="pending")
    claims.claim(signature, Member("12", "Ada"), guild=guild, source=PERSON)

    assert [(number, second) for _, number, second in made] == [("12", "ada")]


def test_most_that_can_be_typed_takes_few_hashes():
    names = fingerprints.surnames("-".join("abcdefghijklmnop"[i] * 3 for i in range(16)))

    assert len(names) + 1 <= claims.CANDIDATES


def test_hashes_are_those_of_the_tool():
    key = keys.of_guild(make_guild(slug="tin"))

    assert hashing.hashes(key, "12", ["ada"]) == [fingerprints.slow_hash(key, "12", "ada")]
