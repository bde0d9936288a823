"""Mails to people who sign in: two parts each, one button or a code, few words."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from signatures.actions.accounts import emails as account_mail
from signatures.models import User
from tests.factories import make_organizer, sent, sign_in, totp_code
from tests.test_mail import Page

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "office@example.org", "correct horse battery"
TEMPLATES = Path(allauth.__file__).parent / "templates"
# No one signs up or changes an address here; a password is set by a link; codes have a test below.
NOT_NOTICES = {"base", "unknown_account", "account_already_exists", "password_reset_code"}
NOT_NOTICES |= {"password_reset_key", "login_code", "email_confirm", "email_changed"}
NOT_NOTICES |= {"email_deleted", "email_confirmation", "email_confirmation_signup"}
NOTICES = sorted(
    f"{folder}/email/{path.name.removesuffix('_message.txt')}"
    for folder in ("account", "mfa")
    for path in (TEMPLATES / folder / "email").glob("*_message.txt")
    if path.name.removesuffix("_message.txt") not in NOT_NOTICES
)
SITE = "https://letter.example.org"
# What allauth says of each, and some of it is typed by whoever asks.
SAID = {
    "timestamp": timezone.now(),
    "ip": "2001:db8::1",
    "user_agent": "Mozilla/5.0 <b>(X11; Linux x86_64)</b> AppleWebKit/537.36 (KHTML, like Gecko)",
}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SITE_URL, settings.SITE_NAME = SITE, "Open statement"


@pytest.fixture
def office():
    return User.objects.create_user(EMAIL, PASSWORD, role="owner")


def parts(message):
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    return message.body, html


def is_short(message):
    """Check a mail's two parts; return how many buttons the second has."""
    plain, html = parts(message)
    page = Page(html)
    assert 15 < len(plain.split()) <= 120
    assert 15 < len(page.words) <= 120
    assert not set(page.tags) & {"img", "script", "link", "iframe", "form", "b"}
    written = set(re.findall(r"https?://\S+", plain))
    assert written == set(page.links)
    assert {each.split("/")[2] for each in written} == {"letter.example.org"}
    assert message.subject.startswith("[Open statement] ")
    return html.count('class="button"')


@pytest.mark.table("kind", NOTICES)
def test_every_notice_has_two_parts_with_the_same_links(office, kind):
    account_mail.queue_notice(EMAIL, kind, SAID)

    [message] = sent()
    assert is_short(message) == 1
    assert "{" not in "".join(parts(message)).split("</style>")[-1]


def test_link_to_set_a_password_is_in_both_parts(client, office):
    client.post("/accounts/password/reset/", {"email": EMAIL})

    [message] = sent()
    assert is_short(message) == 1
    links = [re.findall(r"/password/reset/key/[\w-]+/", part) for part in parts(message)]
    assert links[0] == links[1]
    assert len(links[0]) == 1


def test_code_to_sign_in_is_in_both_parts(client, office):
    client.post("/accounts/login/code/", {"email": EMAIL})

    [message] = sent()
    assert is_short(message) == 0
    plain, html = parts(message)
    [code] = re.findall(r"^\s*([A-Z0-9-]{6,9})\s*$", plain, re.MULTILINE)
    assert f'<p class="code">{code}</p>' in html


@pytest.mark.django_db(transaction=True)  # some are sent on commit
def test_notices_of_the_second_factor_tell_what_and_from_where(client, office):
    sign_in(client, office, reauthenticated=True)
    client.post("/accounts/2fa/totp/deactivate/", HTTP_USER_AGENT="A <b>browser</b>")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})

    assert [message.subject for message in sent()] == [
        "[Open statement] Authenticator app turned off",
        "[Open statement] Authenticator app turned on",
    ]
    for message in sent():
        assert is_short(message) == 1
        for part in parts(message):
            assert "127.0.0.1" in part
    plain, html = parts(sent()[0])
    assert "A <b>browser</b>" in plain
    assert "A &lt;b&gt;browser&lt;/b&gt;" in html
    assert Authenticator.objects.filter(user=office, type="totp").exists()


def test_notice_that_the_password_is_new(client):
    user = make_organizer("owner", email=EMAIL, password=PASSWORD)
    sign_in(client, user, reauthenticated=True)
    new = "battery horse correct"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    client.post("/accounts/password/change/", typed)

    [message] = sent()
    assert message.subject == "[Open statement] Password changed"
    assert is_short(message) == 1
