import hashlib

import pytest
from django.db import connection

from signatures import policy
from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster import keys as roster_keys
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing.sign import Source
from signatures.text import fingerprints
from tests.factories import (
    make_guild,
    make_roster,
    make_signature,
)

pytestmark = pytest.mark.django_db
HALL = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"])


def claim(signature, number, surname="", *, guild, source=HALL):
    return roster_claims.claim(signature, Member(number, surname), guild=guild, source=source)


def dump():
    """Every row of every table as pg_dump writes it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (row for [row] in cursor.fetchall())


def stored():
    whole = "\n".join(dump())
    return whole, set(whole.replace('"', " ").replace(",", " ").replace("\\x", " ").split())


def test_dump_alone_tells_no_number(guild, text):
    planted = 65_432
    make_roster(guild, (str(planted), "Lovelace", "ada@example.org"))
    claim(make_signature(text, email="ada@example.org"), str(planted), guild=guild)
    key, keeper = roster_keys.of_guild(guild), roster_keys.stored_hash_key()

    whole, found = stored()

    assert key.secret.hex() not in whole
    assert keeper.hex() not in whole
    assert str(planted) not in found
    named = fingerprints.slow_hash(key, str(planted), "lovelace")
    assert named.hex() not in found
    assert roster_keys.stored_hash(named).hex() in found


def test_number_alone_is_in_no_hash_even_for_those_who_have_both_keys(guild, text):
    """Quick hashes of numbers alone told an operator 160,000 numbers in a second."""
    make_roster(guild, ("65432", "Lovelace", "ada@example.org"), ("65433", "", "bo@example.org"))
    claim(make_signature(text, email="ada@example.org"), "65432", "Lovelace", guild=guild)
    key = roster_keys.of_guild(guild)
    _, found = stored()

    for number in ("65432", "65433"):
        for second in ("", "lovelace", "ada@example.org", "bo@example.org"):
            quick = fingerprints.first_hash(key, number, second)
            assert found.isdisjoint({quick.hex(), roster_keys.stored_hash(quick).hex()})
        slow = fingerprints.slow_hash(key, number, "")
        assert roster_keys.stored_hash(slow).hex() not in found


def test_each_hash_takes_the_memory_that_the_explanation_names(settings):
    """128 bytes times N times r: RFC 7914, section 2."""
    assert policy.ROSTER_HASH_COST == fingerprints.COST == 2**15
    with pytest.raises(ValueError, match="memory limit exceeded"):
        hashlib.scrypt(b"", salt=b"", n=fingerprints.COST, r=8, p=1, maxmem=32 * 2**20)


def test_name_of_a_key_changes_with_what_cannot_be_compared(guild, settings):
    key = roster_keys.of_guild(guild)
    names = {roster_keys.name_of(key, scheme) for scheme in (1, 2)}
    settings.ROSTER_HASH_COST *= 2
    names.add(roster_keys.name_of(roster_keys.of_guild(guild)))

    assert len(names) == 3
