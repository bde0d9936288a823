"""What different servers expect of this site, and what they send."""

import base64
import json
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from signatures.actions.guilds.sign_in import membership, openid
from signatures.actions.guilds.sign_in.openid import Attempt
from signatures.errors import BadSignInError, CancelledError, ProviderAwayError
from tests.factories import connect, make_guild
from tests.guild_server import PUBLIC, GuildServer

pytestmark = pytest.mark.django_db

ATTEMPT = Attempt("state", "nonce", "verifier" * 6)
BACK = "https://site.example/back/"
HARD = "p+q %&=:/?#é ~\"'"  # characters that a careless encoding damages


@pytest.fixture
def server(settings):
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        server.claims["nonce"] = ATTEMPT.nonce
        yield server


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_sso"])


def finish(sign_in, **query):
    return openid.finish(sign_in, ATTEMPT, {"code": "c", **query}, back=BACK)


def basic(server, decode=unquote_plus):
    """Return the two parts as the server reads them; some leave a "+" as it is."""
    pair = base64.b64decode(server.headers["Authorization"].removeprefix("Basic ")).decode()
    return [decode(each) for each in pair.split(":")]


def test_address_keeps_the_query_that_the_server_gave_it(server, guild):
    server.description["authorization_endpoint"] += "?tenant=a%20b&x=1#top"
    sign_in = connect(guild, server.url)

    url = urlsplit(openid.authorization_url(sign_in, ATTEMPT, back=BACK))

    asked = {name: value for name, [value] in parse_qs(url.query).items()}
    assert (asked["tenant"], asked["x"], asked["client_id"]) == ("a b", "1", "letter")
    assert asked["code_challenge"] != ATTEMPT.verifier
    assert url.fragment == ""


@pytest.mark.parametrize(
    ("scope", "asked"), [("", "openid"), ("a b", "openid a b"), ("membership", "openid membership")]
)
def test_scopes_are_asked_for_as_they_are_set(server, guild, scope, asked):
    url = openid.authorization_url(connect(guild, server.url, scope=scope), ATTEMPT, back=BACK)

    assert parse_qs(urlsplit(url).query)["scope"] == [asked]


def test_secret_in_the_form_arrives_as_it_is(server, guild):
    server.claims["aud"] = HARD
    sign_in = connect(guild, server.url, client_id=HARD, secret=HARD)

    finish(sign_in)

    assert (server.exchanged["client_id"], server.exchanged["client_secret"]) == (HARD, HARD)
    assert "Authorization" not in server.headers


@pytest.mark.parametrize("methods", [None, ["client_secret_basic"]])
def test_secret_in_the_header_is_encoded_as_in_a_form(server, guild, methods):
    server.description["token_endpoint_auth_methods_supported"] = methods
    server.claims["aud"] = HARD

    finish(connect(guild, server.url, client_id=HARD, secret=HARD))

    assert basic(server) == [HARD, HARD]
    assert basic(server, decode=unquote) == [HARD, HARD]
    assert "client_secret" not in server.exchanged


def test_way_of_the_secret_can_be_set_against_what_the_server_says(server, guild):
    finish(connect(guild, server.url, auth_method="client_secret_basic"))

    assert basic(server) == ["letter", "hush"]


def test_client_without_a_secret_names_itself(server, guild):
    finish(connect(guild, server.url, secret=""))

    assert server.exchanged["client_id"] == "letter"
    assert "client_secret" not in server.exchanged
    assert "Authorization" not in server.headers


KEYS = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
KEYS["PS256"] = KEYS["RS256"]


def public(algorithm, key, **fields):
    kind = jwt.algorithms.get_default_algorithms()[algorithm]
    told = kind.to_jwk(key.public_key())
    return {**(json.loads(told) if isinstance(told, str) else told), **fields}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("algorithm", KEYS)
def test_tokens_of_every_usual_algorithm_are_read(server, guild, algorithm, named):
    """Some servers name neither the key nor its algorithm, and publish keys for other uses."""
    key = KEYS[algorithm]
    about = {"kid": "9", "alg": algorithm, "use": "sig"} if named else {}
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encryption = public("RS256", other, kid="9", use="enc", alg="RSA-OAEP")
    server.keys = [encryption, {"kty": "new"}, PUBLIC, public(algorithm, key, **about)]
    server.key, server.algorithm, server.kid = key, algorithm, "9" if named else None

    assert finish(connect(guild, server.url)).status == "active"


def test_new_key_of_the_server_is_fetched_once(server, guild):
    sign_in = connect(guild, server.url)
    finish(sign_in)
    server.key, server.kid = KEYS["RS256"], "2"
    server.keys = [public("RS256", server.key, kid="2")]

    finish(sign_in)

    assert server.asked.count("/jwks") == 2


def test_invented_keys_do_not_make_the_site_ask_again_and_again(server, guild):
    sign_in = connect(guild, server.url)
    finish(sign_in)
    server.key, server.kid = KEYS["RS256"], "invented"

    for _ in range(3):
        with pytest.raises(BadSignInError, match="none of the server's keys"):
            finish(sign_in)

    assert server.asked.count("/jwks") == 2


@pytest.mark.parametrize(
    ("claims", "settings_", "accepted"),
    [
        ({"is_member": True}, {"status_claim": "is_member", "accepted": "true"}, True),
        ({"is_member": False}, {"status_claim": "is_member", "accepted": "true"}, False),
        ({"groups": ["x", "Members"]}, {"status_claim": "groups", "accepted": "members"}, True),
        ({"a": {"b": {"c": 1}}}, {"status_claim": "a.b.c", "accepted": "1"}, True),
    ],
)
def test_membership_is_read_where_the_guild_says_it_is(server, guild, claims, settings_, accepted):
    server.claims |= claims
    sign_in = connect(guild, server.url, **settings_)

    member = finish(sign_in)

    if accepted:
        membership.check(member, sign_in)
    else:
        with pytest.raises(membership.NotAMemberError, match=r"is_member \(true or false\)"):
            membership.check(member, sign_in)


def test_nested_claim_is_looked_for_in_the_profile_too(server, guild):
    del server.claims["member_status"]
    server.profile = {"sub": "member-7", "member": {"status": "active"}}

    assert finish(connect(guild, server.url, status_claim="member.status")).status == "active"
    assert "/profile" in server.asked


def test_steady_sign_in_asks_the_server_for_one_thing(server, guild):
    sign_in = connect(guild, server.url)
    for _ in range(5):
        openid.authorization_url(sign_in, ATTEMPT, back=BACK)
        finish(sign_in)

    assert sorted(server.asked[3:]) == ["/token"] * 4


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ({"error": "access_denied"}, CancelledError, "access_denied"),
        ({"error": "login_required"}, ProviderAwayError, "login_required"),
        ({"error": "Ada Example ada@example.org"}, ProviderAwayError, "it sent an error"),
        ({"iss": "https://lead.example"}, BadSignInError, "another server"),
        ({"code": ""}, BadSignInError, "no code"),
    ],
)
def test_return_that_is_none_is_refused_with_a_reason(server, guild, query, error, words):
    with pytest.raises(error, match=words):
        finish(connect(guild, server.url), **query)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((400, b'{"error": "invalid_grant"}'), r"invalid_grant \(400\)"),
        ((401, b'{"error": "invalid_client"}'), r"invalid_client \(401\)"),
        ((400, b'{"error": "for Ada Example"}'), "no reason"),
        ((200, b"<html>"), "not JSON"),
        ((200, b"{}"), "token is not valid"),
    ],
)
def test_refused_code_says_why_and_no_more(server, guild, answer, words):
    server.answers["/token"] = answer

    with pytest.raises(BadSignInError, match=words):
        finish(connect(guild, server.url))


def test_server_that_refuses_a_code_is_not_taken_for_away(server, guild):
    sign_in = connect(guild, server.url)
    server.answers["/token"] = (400, b'{"error": "invalid_grant"}')
    with pytest.raises(BadSignInError):
        finish(sign_in)
    del server.answers["/token"]

    assert finish(sign_in).status == "active"
