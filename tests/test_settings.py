"""Tests of the settings as in production, in a separate process with its own environment."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.core.cache import caches
from django.core.management import call_command

from signatures import checks
from signatures.actions.accounts import second_factors
from signatures.actions.mail import suppressions
from signatures.actions.record_keeping.webhooks import webhooks
from signatures.models import Suppression, User
from tests.factories import make_organizer, make_signature, make_text, sent, sign_form, sign_in

ROOT = Path(__file__).parent.parent
REQUIRED = (
    "SECRET_KEY",
    "SITE_URL",
    "SITE_CONTROLLER",
    "SITE_CONTACT",
    "DATABASE_URL",
    "REDIS_URL",
)
NOWHERE = "redis://127.0.0.1:1/0"
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ROSTER_KEY": secrets.token_urlsafe(50),
    "SITE_URL": "https://letter.example.org",
    "SITE_CONTROLLER": "The Example Guild, Exampletown",
    "SITE_CONTACT": "letter@letter.example.org",
    "DATABASE_URL": "postgresql://letter:secret@db.example.org/letter",
    "REDIS_URL": "redis://cache.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://letter:secret@mail.example.org:587",
}


def run(*arguments, **environment):
    """Run Python in the project's folder with only the given environment variables."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def setting(*names, **environment):
    code = (
        "import json; from letter_site import settings;"
        f"print(json.dumps([getattr(settings, name) for name in {names!r}], default=str))"
    )
    done = run("-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.table("missing", REQUIRED)
def test_settings_refuse_to_start_without(missing):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    done = run("-c", "import letter_site.settings", **environment)

    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == (
        f"django.core.exceptions.ImproperlyConfigured: Set {missing};"
        ' see letter_site/deploy/README.md, "Settings".'
    )


def test_settings_refuse_an_empty_secret_key():
    done = run("-c", "import letter_site.settings", **{**PRODUCTION, "SECRET_KEY": ""})

    assert "Set SECRET_KEY" in done.stderr


@pytest.mark.parametrize("key", ["", "short", "x" * 40 + "{SECRET_KEY}"])
def test_rosters_without_a_key_of_their_own_are_warned_of(settings, key):
    settings.ROSTER_KEY = key.format(SECRET_KEY=settings.SECRET_KEY)
    assert [each.id for each in checks.rosters_have_a_key(None)] == ["signatures.W005"]

    settings.ROSTER_KEY = "r" * 32
    assert checks.rosters_have_a_key(None) == []


def test_guide_has_the_section_that_the_error_names_with_every_setting():
    guide = (ROOT / "letter_site/deploy/README.md").read_text()
    source = (ROOT / "letter_site/settings.py").read_text()
    [section] = re.findall(r"^## Settings$(.*?)^## ", guide, re.MULTILINE | re.DOTALL)

    read = set(re.findall(r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"", source))
    assert len(read) > len(PRODUCTION)
    assert {name for name in read if f"`{name}`" not in section} == set()


def test_settings_are_safe_in_production():
    names = ["DEBUG", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE"]
    names += ["EMAIL_HOST", "EMAIL_USE_TLS", "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_NAME"]

    assert setting(*names, **PRODUCTION) == [
        False,
        ["letter.example.org"],
        True,
        True,
        "mail.example.org",
        True,
        None,
        "__Host-session",
    ]


def test_settings_choose_the_format_of_the_logs():
    [lines] = setting("LOGGING", **PRODUCTION)
    [objects] = setting("LOGGING", **PRODUCTION, LOG_FORMAT="json")

    assert lines["handlers"]["console"]["formatter"] == "line"
    assert objects["handlers"]["console"]["formatter"] == "json"


def test_settings_allow_the_machine_itself_only_while_debugging():
    [hosts, debug] = setting("ALLOWED_HOSTS", "DEBUG", DEBUG="True")

    assert debug is True
    assert set(hosts) == {"localhost", "127.0.0.1", "[::1]"}


def test_deployment_check_is_clean_as_documented():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (6 silenced).\n",
    )
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "value", "warning"),
    [
        ("SITE_URL", "http://letter.example.org", "signatures.W001"),
        ("EMAIL_HOST", "localhost", "signatures.W002"),
        ("ALLOWED_HOSTS", [".example.org"], "signatures.W003"),
        ("ALLOWED_HOSTS", ["letter.example.org", "*"], "signatures.W003"),
    ],
)
def test_deployment_check_warns_of(settings, name, value, warning):
    settings.SITE_URL = "https://letter.example.org"
    settings.EMAIL_HOST = "mail.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.ALLOWED_HOSTS = ["letter.example.org"]
    setattr(settings, name, value)

    every = [checks.mailed_links_are_https, checks.mail_has_a_way_out, checks.hosts_are_exact]
    found = [message for check in every for message in check(None)]

    assert [message.id for message in found] == [warning]


@pytest.mark.django_db
def test_database_knows_the_letters_of_every_script(monkeypatch):
    assert checks.letters_are_letters(None, databases=["default"]) == []
    assert checks.letters_are_letters(None) == []

    monkeypatch.setattr("signatures.checks._ctype", lambda alias: "C")

    [warning] = checks.letters_are_letters(None, databases=["default"])
    assert warning.id == "signatures.W004"


def test_a_pooler_that_sets_no_time_limits_is_warned_of(settings):
    assert checks.visitors_have_time_limits(None, databases=["default"]) == []

    settings.WEB_DATABASE_URL = os.environ["DATABASE_URL"]
    [warning] = checks.visitors_have_time_limits(None, databases=["default"])
    assert warning.id == "signatures.W010"

    settings.WEB_DATABASE_URL += "&options=-c%20statement_timeout%3D10s"
    assert checks.visitors_have_time_limits(None, databases=["default"]) == []


def test_a_replica_that_repeats_no_database_is_warned_of(settings):
    assert checks.replica_repeats_another(None, databases=["default"]) == []

    settings.WEB_DATABASE_URL = settings.DATABASE_REPLICA_URL = os.environ["DATABASE_URL"]
    [warning] = checks.replica_repeats_another(None, databases=["default"])
    assert warning.id == "signatures.W012"
    assert len(checks.visitors_have_time_limits(None, databases=["default"])) == 2

    settings.DATABASE_REPLICA_URL = "postgresql://127.0.0.1:1/letter"
    [warning] = checks.replica_repeats_another(None, databases=["default"])
    assert warning.id == "signatures.W012"


def test_settings_have_a_replica_only_if_one_is_named():
    url = PRODUCTION["DATABASE_URL"].replace("db.", "replica.")
    [before] = setting("DATABASES", **PRODUCTION)
    [after] = setting("DATABASES", **PRODUCTION, DATABASE_REPLICA_URL=url)

    assert set(before) == {"default"}
    assert after["default"] == before["default"]
    replica = after["replica"]
    assert (replica["HOST"], replica["ENGINE"]) == (
        "replica.example.org",
        "letter_site.connections",
    )
    assert replica["OPTIONS"]["connect_timeout"] == 2


@pytest.mark.django_db
def test_stored_hashes_without_their_key_are_warned_of(settings):
    suppressions.suppress(make_signature(make_text()), reason="disowned")
    Suppression.objects.create(mailbox_hash=b"of an upgrade", reason="disowned")
    assert checks.stored_hashes_have_their_key(None, databases=["default"]) == []

    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"

    [warning] = checks.stored_hashes_have_their_key(None, databases=["default"])
    assert (warning.id, warning.msg) == (
        "signatures.W006",
        "1 rows of signatures_suppression match no key.",
    )
    settings.SECRET_KEY_FALLBACKS = [former]
    assert checks.stored_hashes_have_their_key(None, databases=["default"]) == []


@pytest.mark.django_db
def test_stored_secrets_without_their_key_are_warned_of(settings):
    calls = {"url": "https://example.org/", "sends_signatures": True, "sends_counts": True}
    statement, office = make_text().statement, User.objects.create_superuser("office@example.org")
    webhooks.add(statement, **calls, by=office)
    secret = {"secret": second_factors.seal("ABC"), "recovery_codes": "in clear"}
    Authenticator.objects.create(user=office, type="totp", data=secret)
    assert checks.stored_secrets_have_their_key(None, databases=["default"]) == []
    assert checks.stored_secrets_have_their_key(None) == []

    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"

    found = checks.stored_secrets_have_their_key(None, databases=["default"])
    assert [(each.id, each.msg) for each in found] == [
        ("signatures.W011", "No key opens 1 secrets in signatures_webhook."),
        ("signatures.W011", "No key opens 1 secrets in mfa_authenticator."),
    ]
    settings.SECRET_KEY_FALLBACKS = [former]
    assert checks.stored_secrets_have_their_key(None, databases=["default"]) == []


@pytest.mark.django_db
def test_models_have_their_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def redis_gone(settings):
    """Make every cache in Redis fail to connect."""
    settings.CACHES = {
        name: {**cache, "LOCATION": NOWHERE} if cache["LOCATION"] == configured.REDIS_URL else cache
        for name, cache in configured.CACHES.items()
    }
    assert caches["pages"]._servers == [NOWHERE]


@pytest.mark.django_db
def test_sign_in_works_without_redis(client, redis_gone, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_superuser("office@example.org", "a long enough password")

    wrong = client.post("/accounts/login/", {"login": "office@example.org", "password": "guess"})
    right = client.post(
        "/accounts/login/", {"login": "office@example.org", "password": "a long enough password"}
    )

    assert wrong.status_code == 200
    assert (right.status_code, right["Location"]) == (302, "/desk/")


@pytest.mark.django_db
def test_second_factor_and_mailed_code_work_without_redis(client, redis_gone):
    office = make_organizer("owner")
    mailed = client.post("/accounts/login/code/", {"email": office.email})
    sign_in(client, office)

    again = client.post("/accounts/2fa/reauthenticate/", {"code": "000000"})

    assert (mailed.status_code, len(sent())) == (302, 1)
    assert (again.status_code, "Incorrect code." in again.content.decode()) == (200, True)
    assert client.get("/desk/").status_code == 200


@pytest.mark.django_db
def test_signing_works_without_redis(client, redis_gone, django_capture_on_commit_callbacks):
    make_text(slug="ask")

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/ask/sign/", sign_form())

    assert response["Location"].startswith("/ask/sign/sent/?to=")
