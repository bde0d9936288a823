"""The superusers' door, and sign-in through allauth."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import User
from tests.factories import sign_in

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "office@example.org", "correct horse battery"


@pytest.fixture(autouse=True)
def _passwords_are_hashed_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browser():
    """A browser that keeps cookies and is held to CSRF, as a real one is."""
    return Client(enforce_csrf_checks=True)


def post(browser, path, data, **options):
    """Fill in the form at ``path`` and send it with the token it came with."""
    page = browser.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return browser.post(path, {"csrfmiddlewaretoken": token, **data}, **options)


@pytest.fixture
def organizer(browser):
    """An organizer made by the command and signed in, with a second factor."""
    call_command("create_organizer", email=EMAIL, password=PASSWORD, verbosity=0)
    return sign_in(browser, User.objects.get())


def test_admin_sends_a_stranger_to_the_sign_in_page(browser):
    response = browser.get("/admin/signatures/user/")

    assert (response.status_code, response["Location"]) == (
        302,
        "/admin/login/?next=/admin/signatures/user/",
    )
    end = browser.get("/admin/login/", follow=True)
    assert end.redirect_chain[-1][0].startswith("/accounts/login/")


def test_wrong_password_opens_nothing_and_tells_nothing(browser):
    call_command("create_organizer", email=EMAIL, password=PASSWORD, verbosity=0)

    known = post(browser, "/accounts/login/", {"login": EMAIL, "password": "wrong"})
    unknown = post(browser, "/accounts/login/", {"login": "x@example.org", "password": "wrong"})

    said = "The email address and/or password you specified are not correct."
    for response in (known, unknown):
        assertContains(response, said)
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/", "/admin/signatures/user/", "/admin/login/"])
def test_somebody_who_is_not_staff_gets_no_admin_page(browser, path):
    User.objects.create_user("officer@example.org", PASSWORD)
    post(browser, "/accounts/login/", {"login": "officer@example.org", "password": PASSWORD})

    response = browser.get(path, follow=True)

    assertNotContains(response, "Statements", status_code=response.status_code)
    assert response.status_code in (200, 403)
    assert not response.request["PATH_INFO"].startswith("/admin/") or response.status_code == 403


def test_nobody_signs_up(browser):
    response = browser.get("/accounts/signup/")

    assert "<form" not in response.content.decode().partition("<main")[2]
    assert not User.objects.exists()


@pytest.mark.table(
    "path",
    [
        "/admin/",
        "/admin/signatures/user/",
        "/accounts/2fa/",
        "/accounts/password/change/",
        "/accounts/sessions/",
    ],
)
def test_pages_for_organizers_open_under_the_strict_policy(organizer, path):
    response = organizer.get(path, follow=True)

    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*(?:src|type=\"application/json\"))[^>]*>", page)
    assert not re.search(r"\son(?:click|load|submit|change)=", page)


def test_session_cookie_is_kept_from_scripts_and_other_sites(browser):
    call_command("create_organizer", email=EMAIL, password=PASSWORD, verbosity=0)

    response = post(browser, "/accounts/login/", {"login": EMAIL, "password": PASSWORD})

    assertRedirects(response, "/desk/", fetch_redirect_response=False)
    cookie = browser.cookies["session"]

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
