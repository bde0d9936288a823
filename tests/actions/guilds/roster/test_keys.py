import hashlib
import hmac

import pytest
from django.db import connection

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster import keys as roster_keys
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing.sign import Source
from tests.factories import (
    make_guild,
    make_roster,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db
HALL = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"])


@pytest.fixture
def text():
    return make_text()


def claim(signature, number, surname="", *, guild, source=HALL):
    return roster_claims.claim(signature, Member(number, surname), guild=guild, source=source)


def dump():
    """Every row of every table as pg_dump writes it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (row for [row] in cursor.fetchall())


def test_dump_alone_tells_no_number(guild, text):
    planted = 65_432
    make_roster(guild, (str(planted), "Lovelace", "ada@example.org"))
    claim(make_signature(text, email="ada@example.org"), str(planted), guild=guild)
    whole = "\n".join(dump())
    key, keeper = roster_keys.of_guild(guild), roster_keys.keeper()
    assert key.secret.hex() not in whole
    assert keeper.hex() not in whole
    stored = set(whole.replace('"', " ").replace(",", " ").replace("\\x", " ").split())

    found, with_keys = [], []
    for number in range(100_000):
        message = f"v1|tin|{number}|lovelace".encode()
        fingerprint = hmac.digest(key.secret, message, "sha256")
        tried = hashlib.sha256(message).hexdigest(), fingerprint.hex()
        if not stored.isdisjoint(tried):
            found.append(number)
        # With both keys; the rest cannot fit, and takes as long again.
        if number >= 60_000 and hmac.digest(keeper, fingerprint, "sha256").hex() in stored:
            with_keys.append(number)

    assert (found, with_keys) == ([], [planted])
    assert str(planted) not in stored
