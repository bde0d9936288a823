"""The way to ORCID and back, with a server that lies, and the page on which it begins."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.signing import own_signature
from signatures.models import LinkedOrcid, Statement
from tests.factories import (
    make_link,
    make_linked_orcid,
    make_signature,
    make_text,
)
from tests.guild_server import GuildServer
from tests.views.signing.own.test_own_signature import assert_private
from tests.views.signing.own.test_voices import controls, names

pytestmark = pytest.mark.django_db

ADA, BEA = "0000-0002-1825-0097", "0000-0001-5109-3700"
BACK = "/accounts/orcid/callback/"
SAID = {"sub": ADA, "given_name": "Ada", "family_name": "Secret"}


@pytest.fixture
def server(settings):
    """ORCID as its documents describe it: it knows no PKCE, and takes the secret in the form."""
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        settings.ORCID_ISSUER = server.url
        settings.ORCID_CLIENT_ID, settings.ORCID_CLIENT_SECRET = "letter", "hush"
        del server.description["code_challenge_methods_supported"]
        server.claims = SAID
        yield server


@pytest.fixture
def text(server):
    return make_text(slug="ask", signature_pages=True, linked_orcids=True)


@pytest.fixture
def signature(text):
    return make_signature(text, name="Ada Example")


def path_of(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/orcid/"


@pytest.fixture
def path(signature):
    return path_of(signature)


def leave(client, path, **headers):
    """Press the button; return the page and what ORCID would be asked."""
    page = client.post(path, headers=headers)
    url = (page.context or {}).get("url") if page.status_code == 200 else ""
    return page, {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def come_back(client, asked, **more):
    query = {"code": "c", "state": asked["state"], **more}
    return client.get(BACK, {name: value for name, value in query.items() if value is not None})


def go(client, server, path, **claims):
    """There and back, the server saying ``claims``."""
    _, asked = leave(client, path)
    server.claims = {**SAID, "nonce": asked["nonce"], **claims}
    return come_back(client, asked)


def stored():
    return list(LinkedOrcid.objects.order_by("pk").values_list("orcid", flat=True))


def is_refused(response, status, words, *, kept=()):
    """The page is there again with what went wrong, and nothing more is linked than before."""
    assert (response.status_code, stored()) == (status, list(kept))
    assertContains(response, words, status_code=status)
    assertContains(response, "There is a problem", status_code=status)
    assert_private(response)
    return True


def test_sign_in_at_orcid_links_the_orcid(client, server, signature, path):
    response = go(client, server, path)

    assertRedirects(response, path)
    assert stored() == [ADA]
    page = client.get(path)
    assertContains(page, f'href="{server.url}/{ADA}"')
    assertContains(page, "ORCID does not check names")
    assert_private(page)


def test_name_and_token_that_orcid_sends_are_nowhere(client, server, path):
    go(client, server, path)

    row = LinkedOrcid.objects.values().get()
    assert set(row) == {"id", "signature_id", "statement_id", "orcid", "signed_in_on", "is_removed"}
    assert "Secret" not in str(row)
    assert not Session.objects.exists()


def test_orcid_is_asked_for_the_orcid_and_nothing_else(client, server, path):
    page, asked = leave(client, path)
    server.claims = {**SAID, "nonce": asked["nonce"]}
    come_back(client, asked)

    assert asked["scope"] == "openid"
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert (asked["response_type"], asked["client_id"]) == ("code", "letter")
    assert asked["code_challenge_method"] == "S256"
    assert len(server.exchanged["code_verifier"]) >= 43
    assert server.exchanged["client_secret"] == "hush"
    assert path.split("/")[2] not in str(asked)
    assert "ask" not in str(asked)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "/profile" not in server.asked


def test_link_of_the_signatory_is_in_no_row_on_the_way(client, path):
    leave(client, path)

    [row] = Session.objects.all()
    assert path.split("/")[2] not in str(row.get_decoded())


@pytest.mark.table(
    "claims",
    [
        {"aud": "somebody-else"},
        {"iss": "https://orcid.example"},
        {"exp": 1},
        {"nonce": "another"},
        {"sub": "0000-0002-1825-0096"},
        {"sub": "ada"},
        {"sub": f"https://orcid.org/{ADA}"},
    ],
)
def test_answer_that_is_not_for_this_sign_in_or_names_no_orcid_is_refused(
    client, server, path, claims
):
    assert is_refused(go(client, server, path, **claims), 502, "is not certain to be about you")


@pytest.mark.table(
    "error, status, words",
    [
        ("access_denied", 403, "You did not go through with signing in at ORCID"),
        ("server_error", 503, "ORCID does not answer at present"),
        ("\x00", 503, "ORCID does not answer at present"),
    ],
)
def test_no_at_orcid_leads_back(client, path, error, status, words):
    _, asked = leave(client, path)

    response = come_back(client, asked, code=None, error=error)

    assert is_refused(response, status, words)
    assertContains(response, f"http://testserver{path}</a>", status_code=status)


def test_return_works_once(client, server, path):
    _, asked = leave(client, path)
    server.claims = {**SAID, "nonce": asked["nonce"]}
    come_back(client, asked)

    again = come_back(client, asked)

    assertContains(again, "This sign-in has expired", status_code=403)
    assert server.asked.count("/token") == 1


@pytest.mark.table("state", ["", "made-up", "\x00", "x" * 5000])
def test_made_up_state_is_refused(client, server, path, state):
    leave(client, path)

    assert come_back(client, {"state": state}).status_code == 403
    assert "/token" not in server.asked


def test_state_belongs_to_the_browser_it_was_made_in(client, server, path):
    _, asked = leave(client, path)
    leave(other := Client(), path)

    assert come_back(other, asked).status_code == 403
    assert "/token" not in server.asked


def test_state_of_orcid_is_of_no_use_at_a_guild(client, server, path):
    _, asked = leave(client, path)

    answer = client.get("/accounts/oidc/orcid/login/callback/", {"state": asked["state"]})

    assert (answer.status_code, stored()) == (403, [])


def test_return_from_another_server_is_refused(client, server, path):
    _, asked = leave(client, path)
    server.claims = {**SAID, "nonce": asked["nonce"]}

    assert is_refused(come_back(client, asked, iss="https://orcid.example"), 502, "not certain")


def test_sign_in_that_took_too_long_leads_back(client, path, time_machine):
    _, asked = leave(client, path)
    time_machine.move_to(time.time() + 11 * 60)

    assert is_refused(come_back(client, asked), 410, "took longer than ten minutes")


def test_orcid_of_another_signature_is_refused(client, server, text, path):
    make_linked_orcid(make_signature(text), orcid=ADA)

    response = go(client, server, path)

    assert is_refused(response, 409, "Another signature of this statement has this", kept=[ADA])
    assertNotContains(response, ADA, status_code=409)


@pytest.mark.table("answer", [(500, b""), (200, b"{}"), (200, b"\x00"), (302, b"")])
def test_orcid_that_is_away_is_said_at_once_and_leaves_no_cookie(client, server, path, answer):
    server.answers["/.well-known/openid-configuration"] = answer

    response, _ = leave(client, path)

    assert is_refused(response, 503, "ORCID does not answer at present")
    assert response["Retry-After"] == "10"
    assert "session" not in response.cookies


@pytest.mark.table("answer", [(500, b""), (200, b"{}"), (200, b"\x00"), (400, b"{}")])
def test_nonsense_instead_of_a_token_is_refused(client, server, path, answer):
    _, asked = leave(client, path)
    server.answers["/token"] = answer

    response = come_back(client, asked)

    assert is_refused(response, 503 if answer[0] == 500 else 502, "ORCID")


def test_signature_that_is_withdrawn_meanwhile_links_none(client, server, path):
    _, asked = leave(client, path)
    server.claims = {**SAID, "nonce": asked["nonce"]}
    own_signature.withdraw(path.split("/")[2])

    assert (come_back(client, asked).status_code, stored()) == (410, [])
    assert "/token" not in server.asked


def test_statement_that_stops_offering_it_meanwhile_links_none(client, server, path):
    _, asked = leave(client, path)
    server.claims = {**SAID, "nonce": asked["nonce"]}
    Statement.objects.update(linked_orcids=False)

    assert (come_back(client, asked).status_code, stored()) == (404, [])


@pytest.mark.table("site", ["cross-site", "same-site"])
def test_other_sites_send_no_one_to_orcid(client, server, path, site):
    page, _ = leave(client, path, **{"Sec-Fetch-Site": site})

    assert (page.status_code, server.asked) == (403, [])


def test_too_many_sign_ins_are_429(client, server, path, settings):
    settings.SIGN_IN_LIMITS = dict.fromkeys(settings.SIGN_IN_LIMITS, 0)

    page, _ = leave(client, path)

    assert (page.status_code, server.asked) == (429, [])


def test_refusal_is_logged_with_its_reason_and_without_the_person(client, server, path, caplog):
    go(client, server, path, sub="ada-secret")

    [line] = [each.getMessage() for each in caplog.records if "refused" in each.getMessage()]
    assert line == "Sign-in with ORCID refused: BadSignInError: the token names no ORCID iD"


def test_own_page_leads_to_it_where_it_is_offered(client, path, settings):
    own = path.removesuffix("orcid/")
    assertContains(client.get(own), f'href="{path}"')

    settings.ORCID_CLIENT_SECRET = ""

    assertNotContains(client.get(own), path)
    assert client.get(path).status_code == client.post(path).status_code == 404


def test_statement_without_orcids_has_no_such_page(client, path):
    Statement.objects.update(linked_orcids=False)

    assertNotContains(client.get(path.removesuffix("orcid/")), path)
    assert client.get(path).status_code == client.post(path).status_code == 404


def test_opening_the_page_changes_nothing(client, server, signature, path):
    make_linked_orcid(signature)

    for method in (client.get, client.head):
        assert method(path, {"remove": "yes"}).status_code == 200

    assert (stored(), server.asked) == ([ADA], [])


def test_signatory_removes_the_orcid(client, signature, path):
    make_linked_orcid(signature)

    assertRedirects(client.post(path, {"remove": "yes"}), path)

    assert stored() == []
    assertContains(client.get(path), "If you have an ORCID iD")


def test_signature_that_is_not_confirmed_is_told_to_confirm_first(client, server, text):
    path = path_of(make_signature(text, state="pending"))

    for page in (client.get(path), client.post(path)):
        assertContains(page, "Confirm your signature first.")
        assertNotContains(page, "<form")
    assert server.asked == []


@pytest.mark.table("display", ["anonymous", "counted"])
def test_signature_without_a_page_has_nowhere_to_show_it(client, server, text, display):
    path = path_of(make_signature(text, display=display))

    for page in (client.get(path), client.post(path)):
        assertContains(page, "nowhere to show an ORCID iD")
        assertNotContains(page, "<form")
    assert server.asked == []


def test_orcid_that_organizers_removed_cannot_be_linked_again(client, server, signature, path):
    make_linked_orcid(signature, is_removed=True)

    for page in (client.get(path), client.post(path)):
        assertContains(page, "The campaign team removed your ORCID iD.")
        assertNotContains(page, "<form")
    assert server.asked == []


def test_sign_form_gets_no_field_for_orcid(client, text):
    on = names(controls(client))
    Statement.objects.update(linked_orcids=False, signature_pages=False)

    assert names(controls(client)) == on
