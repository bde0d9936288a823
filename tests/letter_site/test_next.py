"""Where ``next`` may lead, on every page that people sign in by: never away, never to an error."""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories import make_organizer, sign_in
from tests.letter_site.test_account_pages import CHANGES_NOTHING, CLOSED, LOGGED

pytestmark = pytest.mark.django_db

HOSTILE = [
    "https://[::1",
    "/\\[::1",
    "http://[not-an-address]/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "https://testserver@evil.example/",
    "https://testserver:port/",
    "\x00",
    "/\r\nSet-Cookie: a=b",
    "mfa_edit_webauthn",
    "?next=https://[::1",
]
PAGES = {"admin:index", "admin:login", "admin:logout", "admin:password_change", "admin:jsi18n"}
PAGES |= CHANGES_NOTHING | LOGGED | CLOSED


def paths():
    for name in sorted(PAGES):
        for arguments in ([], [1], ["1", "set-password"], ["a-key"]):
            try:
                yield reverse(name, args=arguments)
            except NoReverseMatch:
                continue
            break


def leads_home(response):
    target = urlsplit(response.get("Location", ""))
    return response.status_code < 500 and target.netloc in ("", "testserver")


@pytest.mark.parametrize("signed_in", [False, True])
def test_next_never_leads_away_or_to_an_error(signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    user = make_organizer("superuser", password="correct horse battery")
    recovery = {"seed": "a" * 80, "used_mask": 0}
    failed = []

    for path in paths():
        client = Client(raise_request_exception=False)
        if signed_in:
            sign_in(client, user, reauthenticated=True)
            Authenticator.objects.get_or_create(
                user=user, type="recovery_codes", defaults={"data": recovery}
            )
        for url in HOSTILE[:3] if signed_in else HOSTILE:
            if not leads_home(client.get(path, {"next": url})):
                failed.append(("GET", path, url))
        if signed_in and not leads_home(client.post(path, {"next": HOSTILE[0]})):
            failed.append(("POST", path, HOSTILE[0]))

    assert failed == []


def test_next_does_not_keep_from_signing_in_and_out(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    user = make_organizer("owner", password="correct horse battery")

    for url in HOSTILE:
        client = Client(raise_request_exception=False)
        typed = {"login": user.email, "password": "correct horse battery", "next": url}
        come = client.post("/accounts/login/", typed)
        gone = client.post("/accounts/logout/", {"next": url})

        assert (come.status_code, gone.status_code) == (302, 302), url
        assert leads_home(come), url
        assert leads_home(gone), url
