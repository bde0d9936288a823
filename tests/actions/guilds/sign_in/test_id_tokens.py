"""Every way in which the word of a guild's server can be that of somebody else."""

import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from signatures.actions.guilds.sign_in import id_tokens
from signatures.errors import BadSignInError

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "ab")
EXPECTED = id_tokens.ExpectedClaims(issuer="https://tin.example", client_id="letter", nonce="once")


def jwk(key, kid="1"):
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {**public, "kid": kid, "alg": "RS256", "use": "sig"}


KEYS = {"keys": [jwk(KEY), jwk(OTHER_KEY, kid="2")]}


def token(key=KEY, algorithm="RS256", kid="1", **claims):
    now = int(time.time())
    whole = {"iss": "https://tin.example", "aud": "letter", "sub": "7", "nonce": "once"}
    whole |= {"iat": now, "exp": now + 300, **claims}
    whole = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(whole, key, algorithm, headers={"kid": kid})


def test_what_the_server_signed_for_this_sign_in_is_believed():
    assert id_tokens.claims(token(status="active"), KEYS, EXPECTED)["status"] == "active"


@pytest.mark.table(
    "claims",
    [
        pytest.param({"iss": "https://lead.example"}, id="another issuer"),
        pytest.param({"aud": "somebody-else"}, id="another audience"),
        pytest.param({"aud": ["letter", "somebody-else"]}, id="several, none named"),
        pytest.param({"aud": ["letter", "x"], "azp": "x"}, id="several, another named"),
        pytest.param({"azp": "somebody-else"}, id="another party"),
        pytest.param({"exp": int(time.time()) - 120}, id="old"),
        pytest.param({"iat": int(time.time()) + 86_400}, id="from the future"),
        pytest.param({"nonce": "twice"}, id="of another sign-in"),
        pytest.param({"nonce": None}, id="of no sign-in"),
        pytest.param({"nonce": ["once"]}, id="nonce of another kind"),
        *(pytest.param({name: None}, id=f"no {name}") for name in id_tokens.REQUIRED),
        pytest.param({"kid": "2"}, id="another of its keys"),
        pytest.param({"kid": "3"}, id="unknown key"),
        pytest.param({"key": OTHER_KEY}, id="forged"),
        pytest.param({"key": None, "algorithm": "none"}, id="unsigned"),
        pytest.param({"key": "k" * 64, "algorithm": "HS256"}, id="signed with what is public"),
    ],
)
def test_any_other_is_refused(claims):
    with pytest.raises(BadSignInError):
        id_tokens.claims(token(**claims), KEYS, EXPECTED)


@pytest.mark.table("nonsense", [None, "", "a.b.c", 7, {}, "\x00"])
def test_what_is_no_token_is_refused(nonsense):
    with pytest.raises(BadSignInError):
        id_tokens.claims(nonsense, KEYS, EXPECTED)


@pytest.mark.table("keys", [None, [], {}, {"keys": []}, {"keys": [{"kty": "RSA"}]}, "x"])
def test_keys_that_are_none_open_nothing(keys):
    with pytest.raises(BadSignInError):
        id_tokens.claims(token(), keys, EXPECTED)


def test_token_for_several_is_for_us_when_it_says_so():
    several = token(aud=["letter", "somebody-else"], azp="letter")

    assert id_tokens.claims(several, KEYS, EXPECTED)["sub"] == "7"


@pytest.mark.parametrize(("ago", "fits"), [(5, True), (20, False), (None, False)])
def test_who_signed_in_long_ago_has_to_do_it_again(ago, fits):
    recent = id_tokens.ExpectedClaims("https://tin.example", "letter", "once", max_age=10)
    told = token(auth_time=None if ago is None else int(time.time()) - ago * 60)

    if fits:
        assert id_tokens.claims(told, KEYS, recent)
    else:
        with pytest.raises(BadSignInError):
            id_tokens.claims(told, KEYS, recent)
