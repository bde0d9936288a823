from datetime import UTC, datetime

import pytest

from signatures.actions.guilds.sign_in import descriptions, turns
from signatures.errors import BadSignInError, ProviderAwayError
from tests.guild_server import PUBLIC, GuildServer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ABOUT = "/.well-known/openid-configuration"


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def server(noon, settings):
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        yield server


def test_description_and_keys_are_asked_for_once(server):
    for _ in range(3):
        assert descriptions.of(server.url)["issuer"] == server.url
        assert descriptions.keys(server.url) == {"keys": [PUBLIC]}

    assert sorted(server.asked) == [ABOUT, "/jwks"]


def test_description_is_renewed_after_an_hour(server, time_machine):
    descriptions.of(server.url)
    server.description["token_endpoint"] = f"{server.url}/new"
    time_machine.shift(descriptions.FRESH_FOR + 1)

    assert descriptions.of(server.url)["token_endpoint"] == f"{server.url}/new"


def test_old_description_is_used_while_the_server_is_away(server, time_machine):
    descriptions.of(server.url)
    server.answers[ABOUT] = (503, b"")
    time_machine.shift(descriptions.FRESH_FOR + 1)

    assert descriptions.of(server.url)["issuer"] == server.url
    assert turns.is_away(server.url)


def test_server_that_is_gone_is_no_longer_offered_after_two_hours(server, time_machine):
    descriptions.of(server.url)
    server.answers[ABOUT] = (503, b"")
    time_machine.shift(descriptions.KEPT_FOR + 1)

    with pytest.raises(ProviderAwayError):
        descriptions.of(server.url)


def test_newer_keys_are_asked_for_once_a_minute(server, time_machine):
    descriptions.keys(server.url)
    server.keys = []

    assert descriptions.newer_keys(server.url) == {"keys": []}
    assert descriptions.newer_keys(server.url) is None
    assert server.asked.count("/jwks") == 2
    time_machine.shift(descriptions.KEYS_ASKED_EVERY + 1)
    assert descriptions.newer_keys(server.url) == {"keys": []}


def test_what_is_kept_can_be_forgotten(server):
    descriptions.keys(server.url)
    descriptions.clear(server.url)
    descriptions.keys(server.url)

    assert sorted(server.asked) == [ABOUT, ABOUT, "/jwks", "/jwks"]


@pytest.mark.parametrize("answer", [b"{}", b'{"keys": 7}'])
def test_keys_that_are_none_are_refused(server, answer):
    server.answers["/jwks"] = (200, answer)

    with pytest.raises(BadSignInError):
        descriptions.keys(server.url)


def test_server_that_is_not_found_is_away(server):
    server.answers[ABOUT] = (404, b"")

    with pytest.raises(ProviderAwayError, match="HTTPError"):
        descriptions.of(server.url)
