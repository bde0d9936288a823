"""E-mail through a provider: which settings it takes, and who may report to the site."""

import base64
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import include, path

from letter_site.mail import outgoing
from signatures.apps import _note_event
from signatures.models import Suppression

SECRET = "letter:long-enough-for-a-secret"
BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "TypeCode": 1,
    "Email": "ada@example.org",
    "ID": 42,
    "MessageID": "00000000-0000-0000-0000-000000000000",
    "BouncedAt": "2026-03-03T10:00:00Z",
}
handler400 = "signatures.views.errors.bad_request"
reports_path = path("webhooks/mail/", include(outgoing.webhooks("postmark")))
urlpatterns = [reports_path, path("", include("letter_site.urls"))]


def configured(provider="postmark", **environment):
    return outgoing.settings(provider, "", debug=False, environment=environment)


def test_provider_takes_its_settings_from_the_environment():
    own = {"ANYMAIL_WEBHOOK_SECRET": SECRET, "ANYMAIL_POSTMARK_SERVER_TOKEN": "token"}

    made = configured(**own, PATH="x")

    assert made["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
    assert made["ANYMAIL"]["POSTMARK_SERVER_TOKEN"] == "token"
    assert made["ANYMAIL"]["SEND_DEFAULTS"] == {"track_clicks": False, "track_opens": False}
    assert "PATH" not in made["ANYMAIL"]


@pytest.mark.parametrize("secret", ["", "letter", "letter:short", "x" * 40])
def test_provider_without_a_secret_refuses_to_start(secret):
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_WEBHOOK_SECRET"):
        configured(ANYMAIL_WEBHOOK_SECRET=secret)


def test_unknown_provider_refuses_to_start():
    with pytest.raises(ImproperlyConfigured, match="postmark"):
        configured("pigeon", ANYMAIL_WEBHOOK_SECRET=SECRET)


def test_without_a_provider_smtp_or_the_test_inbox_is_used():
    smtp = outgoing.settings("", "smtp+tls://a:b@mail.example:587", debug=False, environment={})
    inbox = outgoing.settings("", "", debug=True, environment={})

    assert (smtp["EMAIL_HOST"], smtp["EMAIL_USE_TLS"]) == ("mail.example", True)
    assert inbox == {"EMAIL_BACKEND": "letter_site.mail.mailbox.EmailBackend"}


@pytest.mark.parametrize("provider", outgoing.PROVIDERS)
def test_every_provider_has_its_backend_and_its_address(provider):
    __import__(f"anymail.backends.{provider}", fromlist=["EmailBackend"])

    assert outgoing.webhooks(provider)
    assert not [each for each in outgoing.webhooks(provider) if "inbound" in str(each.pattern)]


def test_reports_are_404_without_a_provider(client, db):
    assert client.post("/webhooks/mail/postmark/tracking/", BOUNCE).status_code == 404


@pytest.fixture
def reports(settings):
    from anymail.signals import tracking  # noqa: PLC0415 - as the site does with a provider

    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.ROOT_URLCONF = __name__
    tracking.connect(_note_event, dispatch_uid="signatures")
    yield "/webhooks/mail/postmark/tracking/"
    tracking.disconnect(dispatch_uid="signatures")


def post(path, secret):
    login = {"authorization": "Basic " + base64.b64encode(secret.encode()).decode()}
    headers = login if secret else {}
    program = Client(enforce_csrf_checks=True)
    return program.post(path, json.dumps(BOUNCE), content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_report_with_the_secret_is_acted_on(reports):
    assert post(reports, SECRET).status_code == 200

    assert Suppression.objects.get().reason == "bounced"


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "letter:wrong", SECRET + "x"])
def test_report_without_the_secret_changes_nothing(reports, secret):
    assert post(reports, secret).status_code == 400

    assert not Suppression.objects.exists()
