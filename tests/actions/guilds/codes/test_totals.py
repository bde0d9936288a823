import pytest

from signatures import tokens
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.guilds.codes import totals as code_totals
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from tests.factories import (
    make_codes,
    make_guild,
)

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1/32", "192.0.2.0/24")


@pytest.fixture
def guild():
    return make_guild(slug="tin")


def sign(text, code, *, email="", name="Ada Example", source=HERE, **words):
    words = {"guild_code": tokens.read_guild_code(code), "email": email, **words}
    return signing.sign(SignatureInput(name=name, **words), on=text, source=source)


def test_by_batch_does_not_fall_when_used_codes_are_revoked(guild, text):
    """Or five codes revoked would tell whether their members have signed."""
    batch, codes = make_codes(guild)
    for code in codes[:5]:
        sign(text, code)

    code_revocations.revoke(batch, first=1, last=5, by=batch.officer)

    assert code_totals.by_batch([batch]) == {batch.pk: 5}


def test_totals_by_week(stopped_clock, guild, text):
    batch, codes = make_codes(guild)
    for code in codes[:3]:
        sign(text, code)
    sign(text, codes[3], email="ada@example.org")

    [week] = code_totals.by_week(batch)

    assert (week.statement, week.claimed) == (text.statement_id, 3)
    assert week.monday.weekday() == 0
    assert code_totals.by_batch([batch]) == {batch.pk: 3}
