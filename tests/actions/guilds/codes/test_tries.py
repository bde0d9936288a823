"""Limits on codes that people enter: guesses are refused, and right codes soon work again."""

from datetime import timedelta

import pytest

from signatures import tokens
from signatures.actions.guilds.codes import tries
from signatures.actions.record_keeping import rate_limits
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import Source
from signatures.errors import (
    TooManyCodeTriesError,
    TooManyGuessesError,
    WrongGuildCodeError,
)
from signatures.models import (
    LimitCount,
    Signature,
)
from tests.actions.guilds.codes.typing_codes import HERE, sign
from tests.factories import (
    make_codes,
    make_guild,
    make_signature,
    timezone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(name="Tin Players")


def wrong(text, number, source=HERE):
    for _ in range(number):
        with pytest.raises(WrongGuildCodeError):
            sign(text, "ABCD-2345-EFGH-6789", source=source)


def test_source_that_guesses_is_refused_right_codes_too(guild, text):
    _, [code, *_] = make_codes(guild)
    wrong(text, 10)

    with pytest.raises(TooManyGuessesError) as error:
        sign(text, code)
    assert timedelta(0) < error.value.retry_after <= timedelta(hours=1)
    assert sign(text, code, source=Source("192.0.2.2/32", "192.0.2.0/24"))


def test_network_that_guesses_is_refused(guild, text, settings):
    settings.GUILD_CODE_GUESSES_NETWORK = {timedelta(hours=1): 3}
    _, [code, *_] = make_codes(guild)
    for number in range(3):
        wrong(text, 1, Source(f"192.0.2.{number}/32", "192.0.2.0/24"))

    with pytest.raises(TooManyGuessesError):
        sign(text, code, source=Source("192.0.2.99/32", "192.0.2.0/24"))
    assert sign(text, code, source=Source("198.51.100.1/32", "198.51.100.0/24"))


def test_breaker_holds_for_everybody(guild, text, settings):
    settings.GUILD_CODE_GUESSES_SITE = {timedelta(minutes=10): 2}
    _, [code, *_] = make_codes(guild)
    wrong(text, 2, Source("192.0.2.1/32", "192.0.2.0/24", shared=True))

    with pytest.raises(TooManyGuessesError):
        sign(text, code, source=Source("198.51.100.1/32", "198.51.100.0/24"))


def test_hall_that_shares_an_address_is_not_counted(text):
    make_codes(make_guild())

    wrong(text, 12, Source("192.0.2.1/32", "192.0.2.0/24", shared=True))

    assert LimitCount.objects.count()


@pytest.mark.parametrize("limit", ["GUILD_CODE_TRIES", "GUILD_CODE_TRIES_NETWORK"])
def test_count_try_counts_right_codes_without_an_address(guild, text, settings, limit):
    setattr(settings, limit, {timedelta(hours=1): 2})
    _, codes = make_codes(guild)
    signature = make_signature(text)
    for code in codes[:2]:
        sign(text, code)

    with pytest.raises(TooManyCodeTriesError) as error:
        sign(text, codes[2])
    code = tokens.read_guild_code(codes[2])
    with pytest.raises(TooManyCodeTriesError):
        signing.attest_by_code(signature, code, guild=guild, source=HERE)

    assert timedelta(0) < error.value.retry_after <= timedelta(hours=1)
    assert sign(text, codes[2], email="ada@example.org") is None
    assert sign(text, codes[3], source=Source("192.0.2.1/32", "192.0.2.0/24", shared=True))
    assert rate_limits.full(HERE.guesser.limited) is None


def test_1_000_guesses_find_nothing_and_a_right_code_works_afterwards(
    guild, text, monkeypatch, settings
):
    settings.SOURCE_FLOOD = settings.GUILD_CODE_TRIES = settings.GUILD_CODE_TRIES_NETWORK = {}
    _, [code, *_] = make_codes(guild)
    now = [timezone.now()]
    monkeypatch.setattr(rate_limits.timezone, "now", lambda: now[0])
    looked_at = refused = 0
    for guess in tokens.guild_codes(tokens.new_guild_codes(1_000)):
        try:
            tries.check_guesses(HERE.guesser, guild)
            with pytest.raises(WrongGuildCodeError):
                sign(text, guess)
            looked_at += 1
        except TooManyGuessesError:
            refused += 1

    assert (looked_at, refused, Signature.objects.count()) == (10, 990, 0)
    with pytest.raises(TooManyGuessesError) as error:
        sign(text, code)
    now[0] += error.value.retry_after
    assert sign(text, code)
