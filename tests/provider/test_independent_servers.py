"""Signing in with two servers that others wrote, the whole way: `make test-providers`.

The guild's pages are filled in as a member would. tests/journeys/test_guild_sign_in.py does the
same in a browser with a third one, allauth's.
"""

import os
from urllib.parse import parse_qs, urlsplit

import pytest

from signatures.models import Attestation
from tests.factories import connect, make_guild, make_link, make_signature, make_text
from tests.provider.independent import member
from tests.provider.independent.servers import AuthlibServer, NodeServer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("PROVIDERS" not in os.environ, reason="needs make test-providers"),
]

BACK = "http://testserver/accounts/oidc/tin/login/callback/"
HARD = "p+q %&=:/?#;~\"'"  # characters that a careless encoding damages
MEMBERS = {
    "ada": {"member_status": "active", "member": {"status": "honorary"}, "is_member": True},
    "bea": {"member_status": "active", "groups": ["staff", "members"]},
    "lena": {"member_status": "lapsed", "member": {"status": "none"}, "is_member": False},
}
BOTH = pytest.mark.parametrize("kind", [AuthlibServer, NodeServer])


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Players", methods=["guild_sso"])


@pytest.fixture
def started(guild, settings, tmp_path):
    """Return a function that makes a server of a kind and lets the guild's members use it."""

    def started(kind, *, connected=None, **how):
        server = kind(tmp_path, BACK, MEMBERS, **how)
        settings.PROVIDERS_NEARBY = [server.url]
        known = {"client_id": server.client_id, "secret": server.secret}
        connect(guild, server.url, **{**known, **(connected or {})})
        return server

    return started


def leave(client):
    """Sign a statement, and return the address at which the member signs in."""
    pending = make_signature(make_text(), state="pending")
    link = make_link(pending, "manage", expires_in=None)
    page = client.post(f"/manage/{link}/guild/tin/sign-in/")
    assert page.status_code == 200, page.content.decode()
    return page.context["url"]


def come_back(client, where):
    path = urlsplit(where)
    return client.get(f"{path.path}?{path.query}")


def go(client, name):
    return come_back(client, member.sign_in(leave(client), BACK, name))


def proofs():
    return list(Attestation.objects.values_list("method", "guild__slug"))


def is_proven(response):
    return (response.status_code, proofs()) == (302, [("guild_sso", "tin")])


@BOTH
@pytest.mark.parametrize("auth_method", ["client_secret_basic", "client_secret_post"])
def test_member_comes_back_with_the_mark_by_a_secret_of_any_characters(
    client, started, kind, auth_method
):
    how = {"secret": HARD, "client_id": "the letter+", "auth_method": auth_method}
    with started(kind, connected={"auth_method": auth_method}, **how):
        assert is_proven(go(client, "ada"))


@BOTH
def test_way_of_the_secret_that_the_server_announces_is_taken(client, started, kind):
    with started(kind):
        assert is_proven(go(client, "ada"))


@BOTH
def test_wrong_secret_is_refused(client, started, kind):
    with started(kind, connected={"secret": "guessed"}):
        response = go(client, "ada")

    assert (response.status_code, proofs()) == (502, [])


@BOTH
def test_former_member_is_refused(client, started, kind):
    with started(kind):
        response = go(client, "lena")

    assert (response.status_code, proofs()) == (403, [])
    assert "did not tell us that you are a member" in response.content.decode()


@BOTH
@pytest.mark.parametrize(
    ("claim", "accepted", "name"),
    [
        ("member.status", "honorary", "ada"),
        ("is_member", "true", "ada"),
        ("groups", "members", "bea"),
    ],
)
def test_membership_is_read_where_the_guild_says_it_is(
    client, started, kind, claim, accepted, name
):
    with started(kind, connected={"status_claim": claim, "accepted": accepted}):
        assert go(client, "lena").status_code == 403
        assert is_proven(go(client, name))


def test_no_at_the_guild_leads_back(client, started):
    """The other server forgets the state when someone says no, so the site knows no more."""
    with started(NodeServer):
        response = come_back(client, member.say_no(leave(client), BACK))

    assert (response.status_code, proofs()) == (403, [])
    assert "You did not go through with signing in" in response.content.decode()


@BOTH
def test_second_use_of_one_account_is_refused(client, started, kind):
    pending = [make_signature(text, state="pending") for text in [make_text()] * 2]
    links = [make_link(each, "manage", expires_in=None) for each in pending]
    with started(kind):
        answers = []
        for link in links:
            url = client.post(f"/manage/{link}/guild/tin/sign-in/").context["url"]
            answers.append(come_back(client, member.sign_in(url, BACK, "ada")).status_code)

    assert answers == [302, 409]


@BOTH
def test_code_that_was_used_is_refused_by_the_server(client, started, kind):
    """Another browser that began a sign-in of its own gets nothing from a code that it caught."""
    with started(kind):
        url = leave(client)
        [code] = parse_qs(urlsplit(member.sign_in(url, BACK, "ada")).query)["code"]
        [state] = parse_qs(urlsplit(leave(client)).query)["state"]
        response = client.get(urlsplit(BACK).path, {"code": code, "state": state})

    assert (response.status_code, proofs()) == (502, [])


@BOTH
def test_server_that_comes_back_with_a_new_key_is_believed_at_once(client, started, kind):
    server = started(kind)
    with server:
        assert is_proven(go(client, "ada"))
    with server:
        assert go(client, "bea").status_code == 302

    assert len(proofs()) == 2


@pytest.mark.parametrize("everything_in_the_token", [True, False])
@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES512", "EdDSA"])
def test_token_of_every_algorithm_and_the_profile_are_read(
    client, started, algorithm, everything_in_the_token
):
    how = {"algorithm": algorithm, "everything_in_the_token": everything_in_the_token}
    with started(NodeServer, **how) as server:
        assert is_proven(go(client, "ada"))
        assert server.keys[0]["alg"] == algorithm


def test_time_of_the_sign_in_is_asked_for_and_read(client, started):
    with started(NodeServer, connected={"max_age": 10}):
        assert is_proven(go(client, "ada"))
