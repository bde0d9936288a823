import pytest

from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.models import Attestation, Decision, GuildSignIn
from tests.factories import make_guild, make_organizer, make_signature, make_text, sign_in
from tests.guild_server import GuildServer

pytestmark = pytest.mark.django_db

PAGE = "/desk/guilds/tin/sign-in/"
TYPED = {
    "issuer": "https://sign-in.tin.example",
    "client_id": "letter",
    "secret": "hush",
    "scope": "membership",
    "status_claim": "member_status",
    "accepted": "active\nhonorary",
}


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Players", methods=["guild_sso"])


@pytest.fixture
def owner(client):
    user = make_organizer("owner")
    sign_in(client, user, reauthenticated=True)
    return user


def test_owner_enters_where_members_sign_in(client, guild, owner):
    assert client.post(PAGE, TYPED)["Location"] == PAGE

    found = GuildSignIn.objects.get()
    assert (found.issuer, found.secret, found.changed_by) == (TYPED["issuer"], "hush", owner)
    assert "hush" not in found.sealed_secret
    [line] = Decision.objects.filter(about="guild")
    assert (line.by, line.subject) == (owner, "sign-in with tin")
    assert "letter at https://sign-in.tin.example" in line.to_state
    assert "hush" not in f"{line.to_state}{line.reason}"


def test_secret_is_never_shown_and_stays_when_left_empty(client, guild, owner):
    client.post(PAGE, TYPED)
    client.post(PAGE, {**TYPED, "secret": "", "client_id": "other"})

    found = GuildSignIn.objects.get()
    assert (found.client_id, found.secret) == ("other", "hush")
    page = client.get(PAGE).content.decode()
    assert "hush" not in page
    assert found.sealed_secret not in page
    assert "http://testserver/accounts/oidc/tin/login/callback/" in page


@pytest.mark.table(
    ("field", "typed"),
    [
        ("issuer", "http://tin.example"),
        ("issuer", "https://ada@tin.example"),
        ("issuer", "https://tin.example/?a=b"),
        ("issuer", "javascript:alert(1)"),
        ("issuer", "\x00"),
        ("client_id", ""),
        ("scope", "membership email"),
        ("scope", 'member"ship'),
        ("accepted", " \n"),
        ("accepted", "x" * 61),
        ("accepted", "\n".join(map(str, range(21)))),
        ("auth_method", "none"),
        ("scope", "profile"),
        ("scope", "email"),
        ("max_age", "0"),
        ("max_age", "9" * 30),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, guild, owner, field, typed):
    response = client.post(PAGE, {**TYPED, field: typed})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert TYPED["status_claim"] in response.content.decode()
    assert not GuildSignIn.objects.exists()


def test_connection_is_tested_and_nothing_saved(client, guild, owner, settings):
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        server.description["scopes_supported"] = ["openid"]
        page = client.post(PAGE, {**TYPED, "issuer": server.url, "test": "1"})

    assert page.status_code == 200
    assert "answers and can be used" in page.content.decode()
    assert "The server does not list every scope below" in page.content.decode()
    assert not GuildSignIn.objects.exists()


@pytest.mark.parametrize("issuer", ["https://127.0.0.1", "https://localhost", "https://[::1]:8443"])
def test_connection_to_what_is_inside_is_not_even_tried(client, guild, owner, issuer):
    page = client.post(PAGE, {**TYPED, "issuer": issuer, "test": "1"})

    assert page.status_code == 422
    assert "This server cannot be used: no answer (ConnectionError)" in page.content.decode()


def test_everything_since_a_moment_is_taken_back(client, guild, owner):
    signature = make_signature(make_text(), state="pending")
    typed = GuildSignIn(guild=guild, issuer=TYPED["issuer"], client_id="letter")
    guild_sign_in.prove(signature, typed, guild_sign_in.Member("7", "active"))

    response = client.post(f"{PAGE}take-back/", {"since": "2020-01-01 00:00"})

    assert response["Location"] == PAGE
    signature.refresh_from_db()
    assert signature.state == "held"
    assert not Attestation.objects.filter(method="guild_sso").exists()
    said = "fewer than 5 proofs taken back"
    assert Decision.objects.filter(about="guild", to_state=said, by=owner).exists()


@pytest.mark.table("since", ["", "x", "2999-01-01 00:00", "\x00"])
def test_moment_that_is_none_takes_nothing_back(client, guild, owner, since):
    assert client.post(f"{PAGE}take-back/", {"since": since}).status_code == 422


def test_settings_are_asked_for_with_the_second_factor_again(client, guild):
    sign_in(client, make_organizer("owner"))

    assert client.post(PAGE, TYPED)["Location"].startswith("/accounts/")
    assert not GuildSignIn.objects.exists()
