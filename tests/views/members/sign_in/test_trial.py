"""A test of the sign-in by an officer: each step, its reason when it fails, and what it opens."""

from urllib.parse import parse_qs, urlsplit

import pytest

from signatures.actions.guilds.sign_in import membership
from signatures.models import Attestation, Decision, GuildSignIn, SignedInMember
from tests.factories import make_guild, make_officer, make_organizer, sign_in
from tests.guild_server import GuildServer

pytestmark = pytest.mark.django_db

PAGE = "/guilds/tin/sign-in/"
DESK = "/desk/guilds/tin/sign-in/"
BACK = "/accounts/oidc/tin/login/callback/"


@pytest.fixture
def server(settings):
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        yield server


@pytest.fixture
def guild(server):
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_sso"])
    typed = GuildSignIn(guild=guild, issuer=server.url, client_id="letter")
    membership.configure(typed, secret="hush", by=None)
    return guild


def go(client, server, start=PAGE, **claims):
    page = client.post(start)
    asked = {name: v for name, [v] in parse_qs(urlsplit(page.context["url"]).query).items()}
    server.claims |= {"nonce": asked["nonce"], **claims}
    response = client.get(BACK, {"code": "c", "state": asked["state"]})
    return client.get(response["Location"]).content.decode()


def test_officer_who_is_accepted_opens_the_way_to_members(client, server, officer):
    page = go(client, server, email="ada@tin.example", name="Ada Secret")

    assert page.count(": done") == 6
    assert "RS256" in page
    assert "aud, email, exp, iat, iss, member_status, name, nonce, sub" in page
    assert "Ada Secret" not in page
    assert "Members can use it." in page
    assert GuildSignIn.objects.get().is_ready
    [line] = Decision.objects.filter(about="guild", by=officer)
    assert line.to_state == "tested: someone signed in and was accepted as a member"
    assert not Attestation.objects.exists()
    assert not SignedInMember.objects.exists()


def test_refused_officer_sees_how_far_it_went_and_why(client, server, officer, caplog):
    page = go(client, server, member_status="retired")

    assert page.count(": done") == 5
    assert "is not among the accepted ones" in page
    assert "retired" not in page
    assert "Members cannot use it until a test succeeds." in page
    assert not GuildSignIn.objects.get().is_ready
    assert "Test of sign-in with tin failed: NotAMemberError" in caplog.text


def test_step_that_fails_is_named_and_the_later_ones_are_not_reached(client, server, officer):
    server.answers["/token"] = (401, b'{"error": "invalid_client"}')

    page = go(client, server)

    assert (page.count(": done"), page.count("not reached")) == (2, 3)
    assert "invalid_client (401)" in page


def test_server_that_is_away_is_reported_at_once(client, server, officer):
    server.answers["/.well-known/openid-configuration"] = (503, b"")

    page = client.post(PAGE, follow=True).content.decode()

    assert "no answer (HTTPError)" in page
    assert page.count("not reached") == 5


def test_report_is_shown_once(client, server, officer):
    go(client, server)

    assert "Result of the test" not in client.get(PAGE).content.decode()


def test_owner_tests_from_the_desk(client, server, guild):
    sign_in(client, make_organizer("owner"), reauthenticated=True)

    page = go(client, server, start=f"{DESK}try/")

    assert page.count(": done") == 6
    assert GuildSignIn.objects.get().is_ready


def test_change_of_settings_asks_for_another_test(client, server, officer, guild):
    go(client, server)
    found = GuildSignIn.objects.get()
    found.max_age = 10
    membership.configure(found, secret="", by=None)
    assert GuildSignIn.objects.get().is_ready

    found.status_claim = "other"
    membership.configure(found, secret="", by=None)
    assert not GuildSignIn.objects.get().is_ready


def test_test_of_settings_that_changed_meanwhile_opens_nothing(client, server, officer, guild):
    before = GuildSignIn.objects.get()
    membership.configure(GuildSignIn.objects.get(), secret="new", by=None)

    assert membership.note_test(before, by=officer) is False
    assert not GuildSignIn.objects.get().is_ready


def test_officer_who_was_removed_on_the_way_tests_nothing(client, server, officer, guild):
    page = client.post(PAGE)
    asked = {name: v for name, [v] in parse_qs(urlsplit(page.context["url"]).query).items()}
    guild.officers.all().delete()

    assert client.get(BACK, {"code": "c", "state": asked["state"]}).status_code == 403
    assert not GuildSignIn.objects.get().is_ready


def test_test_is_begun_with_the_second_factor_again(client, guild):
    sign_in(client, make_officer(guild).user)

    assert client.post(PAGE)["Location"].startswith("/accounts/")


def test_officer_of_another_guild_is_refused(client, server, guild):
    sign_in(client, make_officer(make_guild(slug="lead")).user, reauthenticated=True)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403


def test_page_without_a_server_says_what_to_send(client, officer):
    GuildSignIn.objects.all().delete()

    page = client.get(PAGE).content.decode()

    assert "Your server is not connected yet" in page
    assert f"http://testserver{BACK}" in page
