"""allauth's pages in the site's clothes, under its strict policy."""

import re

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import make_organizer, sign_in

pytestmark = pytest.mark.django_db

RECOVERY = {"seed": "a" * 80, "used_mask": 0}


@pytest.fixture
def office(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_organizer("owner", password="correct horse battery")


def is_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert "css/accounts.css" in page
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r'<script(?![^>]*(?:src=|type="application/json"))[^>]*>', page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|src=\"data:", page)


@pytest.mark.table(
    "path",
    [
        "/accounts/email/",
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


@pytest.mark.table(
    "path",
    ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/"],
)
def test_pages_before_signing_in_look_like_the_site(client, path):
    is_ours(client.get(path))
