"""Reduced mode as readers and owners meet it."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.monitoring import reduced_mode
from signatures.models import Signature
from signatures.views.record import matches
from tests.factories import make_organizer, make_signature, make_text, sign_form, sign_in

pytestmark = pytest.mark.django_db

SEARCHES = ["/ask/signatories/?q=Ada", "/ask/signatories/?country=IE", "/ask/signatories.csv?q=Ada"]


@pytest.fixture
def text():
    text = make_text(slug="ask")
    make_signature(text, name="Ada Example", country="IE")
    return text


@pytest.fixture
def reduced(text):
    reduced_mode.switch_on(by=make_organizer())


@pytest.mark.parametrize("path", [*SEARCHES, "/ask/numbers/"])
def test_search_and_charts_work_until_the_site_is_reduced(client, text, path):
    whole = client.get(path)
    assert (whole.status_code, bool(b"".join(whole))) == (200, True)
    reduced_mode.switch_on(by=make_organizer())

    answer = client.get(path)

    assertContains(answer, "so that the site stays fast", status_code=503)
    assert answer["Retry-After"] == "120"
    assert answer["Cache-Control"] == "no-store"


def test_api_says_that_search_is_off(client, reduced):
    path = "/api/v1/statements/ask/signatories"

    answer = client.get(f"{path}?q=Ada")

    assert answer.status_code == 503
    assert "Search is switched off" in answer.json()["detail"]
    assert client.get(path).json()["results"]


def test_list_stays_and_says_that_search_is_off(client, reduced):
    page = client.get("/ask/signatories/")

    assertContains(page, "Ada Example")
    assertContains(page, "Search, filters and statistics are switched off")
    assertNotContains(page, 'role="search"')


def test_form_and_proof_stay(client, reduced):
    answer = client.post("/ask/sign/", sign_form())

    assert answer.status_code == 302
    assert Signature.objects.filter(state="pending").exists()
    assert client.get("/ask/").status_code == 200
    assert client.get("/code/").status_code == 200


def test_pages_come_from_the_cache_for_longer(client, text, settings, monkeypatch):
    settings.PAGE_CACHE_TIMEOUT = timedelta(seconds=2)
    client.get("/ask/signatories/")
    make_signature(text, name="Grace Example")
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 8)
    assert "Grace Example" in client.get("/ask/signatories/").content.decode()
    make_signature(text, name="Hedy Example")
    reduced_mode.caches["pages"].set(reduced_mode.BY_LOAD, True)

    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 8)
    early = client.get("/ask/signatories/").content.decode()
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 25)
    late = client.get("/ask/signatories/").content.decode()

    assert ("Hedy Example" in early, "Hedy Example" in late) == (False, True)


def test_requests_that_waited_behind_our_own_proxy_reduce_the_site(client, text, settings):
    settings.TRUSTED_PROXIES = 1

    for _ in range(20):
        client.get("/healthz/live", headers={"x-request-start": f"{time.time() - 5:.3f}"})

    assert client.get("/ask/numbers/").status_code == 503


@pytest.mark.parametrize("sent", ["", "x", "nan", "-1", "1e999", "9" * 5000])
def test_other_times_of_requests_are_left_alone(client, text, settings, sent):
    settings.TRUSTED_PROXIES = 1

    for _ in range(20):
        assert client.get("/healthz/live", headers={"x-request-start": sent}).status_code == 200

    assert client.get("/ask/numbers/").status_code == 200


def test_time_is_not_believed_without_a_proxy_of_ours(client, text):
    for _ in range(20):
        client.get("/healthz/live", headers={"x-request-start": f"{time.time() - 5:.3f}"})

    assert client.get("/ask/numbers/").status_code == 200


def test_owner_reduces_the_site_and_ends_it(client, text):
    sign_in(client, make_organizer())
    assertContains(client.get("/desk/operation/"), "Turn on reduced mode")

    page = client.post("/desk/operation/reduced/", {"to": "on"}, follow=True)
    assertContains(page, "Reduced mode is on since")
    assert client.get("/ask/numbers/").status_code == 503

    page = client.post("/desk/operation/reduced/", {"to": "off"}, follow=True)
    assertContains(page, "The site is complete again.")
    assertContains(page, "Turn on reduced mode")


def test_owner_sees_that_the_site_has_reduced_itself(client, text):
    reduced_mode.caches["pages"].set(reduced_mode.BY_LOAD, True)

    page = sign_in(client, make_organizer()).get("/desk/operation/")

    assertContains(page, "Requests are waiting too long, so reduced mode is on")


@pytest.mark.real_clock
def test_search_that_takes_too_long_is_refused_and_its_query_ends(client, monkeypatch):
    make_signature(make_text(slug="slow"), name="Ada Example")

    def slow(*search):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr(matches, "PATIENCE", timedelta(milliseconds=50))
    monkeypatch.setattr(matches, "_matches", slow)

    page = client.get("/slow/signatories/?q=ada")
    data = client.get("/api/v1/statements/slow/signatories?q=ada")

    assert (page.status_code, data.status_code) == (503, 503)
    assert "This search takes too long" in page.content.decode()
    assert "This search takes too long" in data.json()["detail"]
    assert page["Retry-After"] == "10"
    assert "no-store" in page["Cache-Control"]
    assert client.get("/slow/signatories/").status_code == 200
