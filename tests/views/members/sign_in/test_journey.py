"""The way to the guild and back, with a server that lies: what it may prove, and what it leaves."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client

from signatures.actions.guilds.sign_in.turns import AT_ONCE, Turn
from signatures.actions.signing import own_signature
from signatures.models import Attestation, Guild, GuildSignIn, SignedInMember, User
from tests.factories import (
    close_too_long_ago,
    connect,
    make_guild,
    make_link,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)
from tests.guild_server import GuildServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        yield server


@pytest.fixture
def guild(server):
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_sso"])
    connect(guild, server.url)
    return guild


@pytest.fixture
def pending(guild):
    return make_signature(make_text(), state="pending", name="Ada Example")


@pytest.fixture
def link(pending):
    return make_link(pending, "manage", expires_in=None)


def leave(client, link, guild="tin", **headers):
    """Press the button; return the page and what the guild's server would be asked."""
    page = client.post(f"/manage/{link}/guild/{guild}/sign-in/", headers=headers)
    url = page.context["url"] if page.status_code == 200 else ""
    return page, {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def come_back(client, asked, guild="tin", **more):
    query = {"code": "c", "state": asked["state"], **more}
    query = {name: value for name, value in query.items() if value is not None}
    return client.get(f"/accounts/oidc/{guild}/login/callback/", query)


def go(client, server, link, **claims):
    """There and back, the server saying ``claims``."""
    _, asked = leave(client, link)
    server.claims |= {"nonce": asked["nonce"], **claims}
    return come_back(client, asked)


def proofs():
    return list(Attestation.objects.values_list("signature", "method", "guild__slug"))


def is_refused(response, status, words):
    """The page the signatory left is there again, whole, with what went wrong."""
    page = response.content.decode()
    assert (response.status_code, proofs()) == (status, [])
    assert words in page
    assert "Sign in with the guild" in page
    assert "Ada Example" in page
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    return True


def test_who_signs_in_with_the_guild_is_published_as_its_member(client, server, link, pending):
    response = go(client, server, link)

    pending.refresh_from_db()
    assert pending.state == "published"
    assert proofs() == [(pending.pk, "guild_sso", "tin")]
    assert response["Location"] == f"/manage/{link}/guild/tin/sign-in/"
    assert "Thank you for signing" in client.get(response["Location"]).content.decode()


def test_the_server_is_asked_for_membership_and_nothing_else(client, server, guild, link):
    page, asked = leave(client, link)
    server.claims["nonce"] = asked["nonce"]
    come_back(client, asked)

    assert sorted(asked.pop("scope").split()) == ["membership", "openid"]
    assert asked.pop("redirect_uri") == "http://testserver/accounts/oidc/tin/login/callback/"
    assert (asked["response_type"], asked["client_id"]) == ("code", "letter")
    assert asked["code_challenge_method"] == "S256"
    assert len(server.exchanged["code_verifier"]) >= 43
    assert server.exchanged["client_secret"] == "hush"
    assert link not in str(asked)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "/profile" not in server.asked


def test_no_account_no_token_no_session_is_left(client, server, link):
    users = User.objects.count()

    response = go(client, server, link, email="ada@tin.example", name="Ada Secret")

    assert "_auth_user_id" not in client.session
    assert response.cookies["session"]["max-age"] == 0
    assert not Session.objects.exists()
    assert User.objects.count() == users
    for model in (SocialAccount, SocialToken, SocialApp):
        assert not model.objects.exists()


def test_what_is_kept_does_not_tell_who_the_member_is(client, server, link):
    go(client, server, link)

    [kept] = SignedInMember.objects.all()
    assert b"member-7" not in bytes(kept.fingerprint)
    assert len(kept.fingerprint) == 32


def test_link_of_a_signatory_is_in_no_row_on_the_way(client, link):
    leave(client, link)

    [row] = Session.objects.all()
    assert link not in str(row.get_decoded())


@pytest.mark.parametrize("status", ["lapsed", "withdrawn", "suspended", "", None, True, ["lapsed"]])
def test_who_is_no_member_at_present_is_refused(client, server, link, status):
    response = go(client, server, link, member_status=status)

    assert is_refused(response, 403, "Tin Players did not tell us that you are a member")


@pytest.mark.parametrize("status", ["active", "honorary", "Active", ["guest", "active"]])
def test_members_are_active_or_honorary(client, server, link, status):
    assert go(client, server, link, member_status=status).status_code == 302


@pytest.mark.parametrize(
    ("told", "status"), [("tin", 302), ("TIN PLAYERS", 302), (["lead", "tin"], 302), ("lead", 403)]
)
def test_member_of_another_guild_on_the_same_server_is_refused(client, server, link, told, status):
    assert go(client, server, link, guild=told).status_code == status


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"iss": "https://lead.example"},
        {"exp": int(time.time()) - 120},
        {"nonce": "another"},
    ],
)
def test_word_that_is_not_for_this_sign_in_is_refused(client, server, link, claims):
    response = go(client, server, link, **claims)

    assert is_refused(response, 502, "is not certain to be about you")


@pytest.mark.parametrize("path", ["/token", "/jwks"])
@pytest.mark.parametrize(
    "answer", [(500, b""), (200, b"{}"), (200, b"[]"), (200, b"\x00"), (302, b""), (400, b"{}")]
)
def test_nonsense_from_the_server_is_refused_and_never_an_error(client, server, link, path, answer):
    _, asked = leave(client, link)
    server.claims["nonce"] = asked["nonce"]
    server.answers[path] = answer

    response = come_back(client, asked)

    assert is_refused(response, response.status_code, "Tin Players")
    assert response.status_code in (502, 503)


@pytest.mark.parametrize("answer", [(500, b""), (200, b"{}"), (200, b"\x00"), (302, b"")])
def test_nonsense_instead_of_a_description_is_refused(client, server, link, answer):
    server.answers["/.well-known/openid-configuration"] = answer

    assert is_refused(leave(client, link)[0], 503, "does not answer at present")


def test_refusal_is_logged_with_its_reason_and_without_the_person(client, server, link, caplog):
    go(client, server, link, member_status="lapsed", email="ada@tin.example", name="Ada Secret")

    [line] = [each.getMessage() for each in caplog.records if "refused" in each.getMessage()]
    assert line == (
        "Sign-in with tin refused: NotAMemberError: the value of member_status (text) is not "
        "among the accepted ones"
    )


def test_untested_sign_in_is_neither_offered_nor_open(client, guild, link):
    GuildSignIn.objects.update(tested_at=None)

    assert leave(client, link)[0].status_code == 404
    page = client.get(f"/manage/{link}/guild/?guild=tin").content.decode()
    assert "You cannot show membership of this guild at present." in page


def test_guild_whose_server_hangs_does_not_touch_another(client, server, link, settings):
    """Both are on the same site; one server stands still while a member of the other signs in."""
    with GuildServer() as hanging:
        settings.PROVIDERS_NEARBY = [server.url, hanging.url]
        lead = make_guild(slug="lead", name="Lead Players", methods=["guild_sso"])
        connect(lead, hanging.url)
        held = [Turn(hanging.url) for _ in range(AT_ONCE)]
        for each in held:
            each.__enter__()
        try:
            ours = go(client, server, link)
            theirs, _ = leave(Client(), link, guild="lead")
        finally:
            for each in held:
                each.__exit__(None, None, None)

    assert (ours.status_code, theirs.status_code) == (302, 503)


def test_server_that_is_away_is_said_at_once_and_leaves_no_cookie(client, server, link):
    server.answers["/.well-known/openid-configuration"] = (503, b"")

    response, _ = leave(client, link)

    assert is_refused(response, 503, "does not answer at present")
    assert response["Retry-After"] == "10"
    assert "session" not in response.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("error", "status"), [("access_denied", 403), ("server_error", 503), ("\x00", 503)]
)
def test_no_of_the_server_leads_back(client, link, error, status):
    _, asked = leave(client, link)

    response = come_back(client, asked, code=None, error=error)

    assert is_refused(response, status, "choose another way")
    assert f"http://testserver/manage/{link}/guild/?guild=tin</a>" in response.content.decode()


def test_return_without_a_code_is_refused(client, link):
    _, asked = leave(client, link)

    assert is_refused(come_back(client, asked, code=None), 502, "Tin Players")


def test_return_says_which_server_it_comes_from(client, server, link):
    _, asked = leave(client, link)
    server.claims["nonce"] = asked["nonce"]

    assert is_refused(come_back(client, asked, iss="https://lead.example"), 502, "Tin Players")


def test_state_works_once(client, server, link):
    _, asked = leave(client, link)
    server.claims["nonce"] = asked["nonce"]
    come_back(client, asked)

    again = come_back(client, asked)

    assert again.status_code == 403
    assert "This sign-in has expired" in again.content.decode()
    assert server.asked.count("/token") == 1


@pytest.mark.parametrize("state", ["", "made-up", "\x00", "x" * 5000])
def test_made_up_state_is_refused(client, server, link, state):
    leave(client, link)

    assert come_back(client, {"state": state}).status_code == 403
    assert "/token" not in server.asked


def test_state_belongs_to_the_browser_it_was_made_in(client, server, link):
    """Nobody makes somebody else's browser finish a sign-in that they began themselves."""
    _, asked = leave(client, link)
    leave(victim := Client(), link)

    assert come_back(victim, asked).status_code == 403
    assert "/token" not in server.asked


def test_state_of_one_guild_is_of_no_use_at_another(client, server, guild, link):
    lead = make_guild(slug="lead", methods=["guild_sso"])
    connect(lead, server.url)
    _, asked = leave(client, link)

    assert come_back(client, asked, guild="lead").status_code == 403
    assert "/token" not in server.asked


def test_sign_in_that_took_too_long_leads_back(client, link, time_machine):
    _, asked = leave(client, link)
    time_machine.move_to(time.time() + 11 * 60)

    assert is_refused(come_back(client, asked), 410, "took longer than ten minutes")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_send_nobody_to_the_guild(client, server, link, site):
    page, _ = leave(client, link, **{"Sec-Fetch-Site": site})

    assert (page.status_code, server.asked) == (403, [])


def test_one_membership_stands_behind_one_signature_of_a_statement(client, server, link, pending):
    other = make_signature(pending.text_version, state="pending", name="Ada Again")
    go(client, server, make_link(other, "manage"))
    elsewhere = make_signature(make_text(), state="pending")

    second = go(client, server, link)
    third = go(client, server, make_link(elsewhere, "manage"))

    assert (second.status_code, third.status_code) == (409, 302)
    assert "Another signature of this statement" in second.content.decode()
    pending.refresh_from_db()
    assert pending.state == "pending"


def test_membership_is_free_again_when_its_signature_is_withdrawn(client, server, link, pending):
    other = make_signature(pending.text_version, state="pending")
    taken = make_link(other, "manage")
    go(client, server, taken)
    own_signature.withdraw(taken)

    assert go(client, server, link).status_code == 302


def test_signing_in_twice_is_once(client, server, link, pending):
    go(client, server, link)

    assert go(client, server, link).status_code == 302
    assert proofs() == [(pending.pk, "guild_sso", "tin")]


def test_claim_that_is_not_in_the_token_is_asked_for(client, server, link):
    del server.claims["member_status"]
    server.profile = {"sub": "member-7", "member_status": "active"}

    assert go(client, server, link).status_code == 302


def test_profile_of_somebody_else_is_refused(client, server, link):
    del server.claims["member_status"]
    server.profile = {"sub": "member-8", "member_status": "active"}

    assert is_refused(go(client, server, link), 502, "Tin Players")


def test_closed_statement_takes_nobody(client, server, link, pending):
    _, asked = leave(client, link)
    server.claims["nonce"] = asked["nonce"]
    close_too_long_ago(pending)

    assert come_back(client, asked).status_code == 409
    assert leave(client, link)[0].status_code == 409
    assert proofs() == []


def test_withdrawn_on_the_way_is_said(client, server, link):
    _, asked = leave(client, link)
    server.claims["nonce"] = asked["nonce"]
    own_signature.withdraw(link)

    assert come_back(client, asked).status_code == 410


def test_way_that_the_guild_does_not_use_is_not_there(client, server, guild, link):
    Guild.objects.update(methods=["guild_code"])

    assert leave(client, link)[0].status_code == 404


@pytest.mark.parametrize("guild_slug", ["lead", "0"])
def test_unknown_guild_and_broken_link_are_not_found(client, link, guild_slug):
    assert leave(client, link, guild_slug)[0].status_code == 404
    assert leave(client, "no-such-link")[0].status_code == 404
    assert client.get(f"/accounts/oidc/{guild_slug}/login/callback/").status_code == 403


def test_page_of_the_way_leads_to_the_guilds_when_nothing_is_proven(client, link):
    response = client.get(f"/manage/{link}/guild/tin/sign-in/")

    assert response["Location"] == f"/manage/{link}/guild/?guild=tin"


def test_secret_sealed_with_another_key_closes_the_way(client, guild, link, settings):
    settings.SECRET_KEY = "another"

    page = client.get(f"/manage/{link}/guild/?guild=tin")

    assert "You cannot show membership of this guild at present." in page.content.decode()
    assert leave(client, link)[0].status_code == 404


def test_too_many_from_one_source_are_told_to_wait(client, link, settings):
    last = [leave(client, link)[0] for _ in range(11)][-1]

    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0


def test_more_members_than_usual_are_in_the_log(client, server, link, settings, caplog):
    settings.SIGN_INS_USUAL = 1
    go(client, server, link)
    assert "sign-ins" not in caplog.text

    go(client, server, link)

    assert "More than 1 sign-ins with tin in an hour" in caplog.text


def test_organizer_stays_signed_in_and_gets_nothing_by_it(client, server, link):
    sign_in(client, make_organizer("viewer"))

    assert go(client, server, link).status_code == 302

    assert client.get("/desk/").status_code == 200
    assert {"guild_sign_ins", "socialaccount_states"} & {*client.session.keys()} == set()
    assert not SocialAccount.objects.exists()


def test_organizer_of_the_same_address_is_not_signed_in_by_the_guild(client, server, link):
    make_organizer("owner", email="olga@example.org")

    go(client, server, link, email="olga@example.org", email_verified=True)

    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/oidc/tin/login/",
        "/accounts/3rdparty/",
        "/accounts/3rdparty/signup/",
        "/accounts/3rdparty/login/cancelled/",
        "/accounts/social/signup/",
    ],
)
def test_nobody_signs_in_or_up_with_an_account_from_elsewhere(client, guild, path):
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    sign_in(client, make_organizer("owner"), reauthenticated=True)
    assert client.get(path).status_code == 404


def test_sign_in_page_of_organizers_offers_no_guild(client, guild):
    assert "Tin Players" not in client.get("/accounts/login/").content.decode()
