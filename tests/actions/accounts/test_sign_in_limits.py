"""Wrong passwords of strangers keep no one out of their account."""

from datetime import timedelta

import pytest
from django.test import Client

from signatures.models import User
from tests.factories import sent

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "office@example.org", "correct horse battery"
HOME = "192.0.2.1"


@pytest.fixture(autouse=True)
def office(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Longer than any test takes: a window that turns would forget what was counted.
    settings.PASSWORD_TRIES = {timedelta(days=1000): 5}
    settings.PASSWORD_TRIES_SOURCE = {timedelta(days=1000): 10}
    settings.PASSWORD_TRIES_ACCOUNT = {timedelta(days=1000): 12}
    return User.objects.create_user(EMAIL, PASSWORD, role="owner")


def opens(client, *, at=HOME, password=PASSWORD, email=EMAIL):
    """Tell whether the password lets in; the client is signed out again."""
    typed = {"login": email, "password": password}
    response = client.post("/accounts/login/", typed, REMOTE_ADDR=at)
    client.post("/accounts/logout/", REMOTE_ADDR=at)
    return response.status_code == 302


def guess(times, *, at, client=None):
    for _ in range(times):
        assert not opens(client or Client(), at=at, password="wrong")


def test_guesses_from_elsewhere_do_not_matter(client):
    guess(8, at="198.51.100.7")

    assert not opens(client, at="198.51.100.7")
    assert opens(client)


def test_guesses_from_everywhere_leave_known_devices_in(client):
    assert opens(client)
    for network in range(12):
        guess(1, at=f"198.51.{network}.7")

    assert not opens(Client(), at="203.0.113.9")
    assert opens(client, at="203.0.113.9")


def test_known_device_has_a_limit_of_its_own(client):
    assert opens(client)
    guess(5, at=HOME, client=client)

    assert not opens(client)
    assert opens(Client(), at="203.0.113.9")


def test_device_of_another_account_is_not_known(client):
    User.objects.create_user("other@example.org", PASSWORD)
    assert opens(client, email="other@example.org")
    guess(5, at=HOME)

    assert not opens(client)


def test_guesses_at_many_accounts_from_one_network_end(client):
    for number in range(10):
        assert not opens(client, email=f"{number}@example.org", password="wrong")

    assert not opens(client)


def test_new_password_ends_the_wait(client, settings):
    guess(5, at=HOME)
    assert not opens(client)

    client.post("/accounts/password/reset/", {"email": EMAIL})
    [link] = [each for each in sent()[0].body.split() if "/reset/key/" in each]
    form = client.get(link, follow=True, REMOTE_ADDR=HOME).request["PATH_INFO"]
    new = "battery horse correct"
    client.post(form, {"password1": new, "password2": new}, REMOTE_ADDR=HOME)

    assert opens(client, password=new)


def test_device_cookie_stays_below_the_account_pages(client):
    assert opens(client)

    cookie = client.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert EMAIL not in cookie.value
