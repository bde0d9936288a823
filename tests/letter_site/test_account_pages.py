"""allauth's pages: which are open, in the site's clothes, and what they write into the log."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import URLResolver, get_resolver
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision
from tests.factories import make_organizer, sent, sign_in, totp_code

pytestmark = pytest.mark.django_db

PASSWORD, NEW = "correct horse battery", "battery horse correct"
RECOVERY = {"seed": "a" * 80, "used_mask": 0}
KEY = {"name": "Blue key", "credential": {}, "passwordless": False}
# Each page of allauth's is here: whether it is closed, or changes nothing that others could misuse,
# or says in the log what it changed.
CLOSED = {
    "account_confirm_email",
    "account_confirm_reauthentication_code",
    "account_request_reauthentication_code",
    "account_email",
    "account_email_verification_sent",
    "account_signup",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_connections",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}
CHANGES_NOTHING = {
    "account_confirm_login_code",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
}
LOGGED = {
    "orcid_callback",
    "account_digest",
    "account_change_password",
    "account_reset_password_from_key",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_remove_webauthn",
    "usersessions_list",
}


@pytest.fixture
def office(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_organizer("owner", email="office@example.org", password=PASSWORD)


def names(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each)
        elif each.name:
            yield each.name


def log():
    return [
        (each.subject, each.to_state, each.person == each.by)
        for each in Decision.objects.filter(about="account").order_by("pk")
    ]


def is_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert "css/accounts.css" in page
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r'<script(?![^>]*(?:src=|type="application/json"))[^>]*>', page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|src=\"data:", page)


def test_every_page_of_allauth_is_decided_upon():
    accounts = next(
        each for each in get_resolver().url_patterns if str(each.pattern) == "accounts/"
    )

    assert set(names(accounts)) == CLOSED | CHANGES_NOTHING | LOGGED


@pytest.mark.parametrize(
    "path",
    ["email", "confirm-email", "confirm-email/a-key", "signup", "3rdparty", "reauthenticate/code"],
)
def test_closed_pages_are_not_found(client, office, path):
    sign_in(client, office, reauthenticated=True)
    other = make_organizer("owner")
    typed = {"email": other.email, "action_add": ""}

    assert client.get(f"/accounts/{path}/").status_code == 404
    assert client.post(f"/accounts/{path}/", typed).status_code == 404
    assert not EmailAddress.objects.exists()


def test_signing_in_makes_no_row_of_addresses(client, office):
    client.post("/accounts/password/reset/", {"email": office.email})
    client.post("/accounts/login/code/", {"email": office.email})
    [code] = re.findall(r"^\s*([A-Z0-9-]{6,9})\s*$", sent()[-1].body, re.MULTILINE)

    client.post("/accounts/login/code/confirm/", {"code": code})

    assert client.session["_auth_user_id"] == str(office.pk)
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
    ],
)
def test_account_pages_look_like_the_site_under_its_strict_policy(client, office, path):
    sign_in(client, office, reauthenticated=True)
    Authenticator.objects.create(user=office, type="recovery_codes", data=RECOVERY)

    is_ours(client.get(path))


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]
)
def test_pages_before_signing_in_look_like_the_site(client, path):
    is_ours(client.get(path))


def test_link_sets_the_first_password_and_says_so_when_it_no_longer_works(client):
    officer = make_organizer("")
    client.post("/accounts/password/reset/", {"email": officer.email})
    [link] = [each for each in sent()[-1].body.split() if "/reset/key/" in each]

    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    client.logout()
    used = client.get(link, follow=True)

    assertContains(page, "<h1>Set your password</h1>", html=True)
    assertNotContains(page, "hange password")
    assertContains(used, "<h1>This link no longer works</h1>", html=True)
    assertContains(used, 'href="/accounts/password/reset/"')


def test_second_factors_are_in_the_log(client, office):
    sign_in(client, office, reauthenticated=True)
    key = Authenticator.objects.create(user=office, type="webauthn", data=KEY)
    edit = f"/accounts/2fa/webauthn/keys/{key.pk}"

    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post(f"{edit}/edit/", {"name": "Red key"})
    client.post(f"{edit}/remove/")
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")

    assert log() == [
        ("recovery codes", "added", True),
        ("passkey", "renamed", True),
        ("passkey", "removed", True),
        ("recovery codes", "removed", True),
        ("recovery codes", "added", True),
        ("authenticator app", "removed", True),
        ("recovery codes", "removed", True),
    ]


def test_new_authenticator_app_is_in_the_log_and_encrypted(client, office):
    client.force_login(office)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret

    client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})

    assert log() == [("authenticator app", "added", True), ("recovery codes", "added", True)]
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_change_that_fails_is_neither_made_nor_logged(client, office, monkeypatch):
    def fail(*arguments, **more):
        raise LookupError

    sign_in(client, office, reauthenticated=True)
    monkeypatch.setattr("signatures.actions.accounts.changes.record", fail)

    with pytest.raises(LookupError):
        client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.exists()


def test_new_passwords_are_in_the_log(client, office):
    sign_in(client, office)
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", typed)
    client.post("/accounts/password/reset/", {"email": office.email})
    [link] = [each for each in sent()[-1].body.split() if "/reset/key/" in each]
    client.logout()
    form = client.get(link, follow=True).request["PATH_INFO"]

    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})

    assert log() == [("password", "set", True), ("password", "set", True)]


def test_first_password_wants_the_second_factor_once_more(client):
    officer = make_organizer("")
    sign_in(client, officer)
    typed = {"password1": NEW, "password2": NEW}

    response = client.post("/accounts/password/set/", typed)

    assert response["Location"].startswith("/accounts/2fa/reauthenticate/")
    sign_in(client, officer, reauthenticated=True)
    client.post("/accounts/password/set/", typed)
    assert log() == [("password", "set", True)]


def test_sessions_that_were_ended_are_in_the_log(client, office):
    other = Client()
    for each in (client, other):
        sign_in(each, office)
        key = each.session.session_key
        ended = UserSession.objects.create(user=office, session_key=key, ip="192.0.2.1")

    client.post("/accounts/sessions/", {"id": ended.pk})
    client.post("/accounts/sessions/")

    assert not other.session.keys()
    assert log() == [("sessions", "ended", True)]


def test_sign_in_page_speaks_as_the_site_does(client):
    page = client.get("/accounts/login/").content.decode()

    assert "E-mail" in page
    assert "Remember me" in page
