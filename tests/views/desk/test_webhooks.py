"""Owners' pages for webhooks."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.record_keeping.webhooks import webhooks
from signatures.models import Webhook
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

ADDRESS = "https://tool.example.org/hook"
TYPED = {"url": ADDRESS, "sends_signatures": "on"}


def make(text, olga):
    sends = {"sends_signatures": True, "sends_counts": True}
    return webhooks.add(text.statement, url=ADDRESS, **sends, by=olga)


def test_webhook_is_added_off_and_shows_its_secret(client, olga, text):
    answer = client.post("/desk/ask/webhooks/", TYPED, follow=True)

    made = Webhook.objects.get()
    assert (made.url, made.sends_signatures, made.sends_counts) == (ADDRESS, True, False)
    assert not made.is_on
    assertContains(answer, made.secret)
    assertContains(answer, "Saved, and still off.")
    assert "no-store" in answer.headers["Cache-Control"]
    assertNotContains(client.get("/desk/ask/webhooks/"), made.secret)


@pytest.mark.table(
    "url",
    [
        *("http://tool.example.org/", "tool.example.org", "ftp://tool.example.org/", "https://"),
        *("https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://localhost/"),
        *("https://169.254.169.254/latest/", "https://user:pass@tool.example.org/", "https://db/"),
        *("https://tool.example.org:0/", "https://t\u00f6ol.example.org/", "https://[::1"),
    ],
)
def test_private_or_odd_address_is_refused_and_stays_typed(client, olga, text, url):
    answer = client.post("/desk/ask/webhooks/", {**TYPED, "url": url})

    assertContains(answer, "Enter a public address that begins with https://", status_code=422)
    assert not Webhook.objects.exists()


def test_webhook_that_tells_nothing_is_refused(client, olga, text):
    answer = client.post("/desk/ask/webhooks/", {"url": ADDRESS})

    assertContains(answer, "Choose what the tool is told", status_code=422)
    assertContains(answer, ADDRESS, status_code=422)


def test_acts_switch_test_and_delete(client, olga, text):
    made = make(text, olga)
    act = f"/desk/ask/webhooks/{made.pk}/act/"

    for name, words in [
        ("on", "On. The tool is called"),
        ("test", "A test call is queued."),
        ("secret", "This is the new secret."),
        ("off", "Off. Until you switch it on again"),
    ]:
        assertContains(client.post(act, {"act": name}, follow=True), words)
    assert made.calls.get().event == "test"
    assert client.post(act, {"act": "dance"}).status_code == 404
    assertContains(client.post(act, {"act": "remove"}, follow=True), "The webhook is deleted.")
    assert not Webhook.objects.exists()


def test_log_says_what_was_answered_and_names_no_one(client, olga, text):
    made = make(text, olga)
    webhooks.switch(made, on=True, by=olga)
    make_signature(text, name="Ada Land", updates=True)
    made.calls.update(status=500, problem="the answer was not 2xx", attempts=3)
    path = f"/desk/ask/webhooks/{made.pk}/"

    page = client.get(path)

    assertContains(page, "500 the answer was not 2xx")
    assertContains(page, "1 call is waiting.")
    assertNotContains(page, "Ada Land")


def test_webhook_of_another_statement_is_not_found(client, olga, text):

    other = make_text(slug="other")
    made = make(text, olga)

    assert client.get(f"/desk/{other.statement.slug}/webhooks/{made.pk}/").status_code == 404


def test_webhook_switched_off_by_the_site_says_why(client, olga, text):
    made = make(text, olga)
    Webhook.objects.update(stopped="gone")

    for path in ("/desk/ask/webhooks/", f"/desk/ask/webhooks/{made.pk}/"):
        assertContains(client.get(path), "switched off by this site: the receiver answered")
