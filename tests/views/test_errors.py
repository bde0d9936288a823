"""Pages for what went wrong: each says so, and none needs more than its template."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from tests.factories import make_text

FORM = "application/x-www-form-urlencoded"


@pytest.mark.django_db
def test_missing_page_leads_home(client):
    response = client.get("/no/such/page")

    assertContains(response, "Page not found", status_code=404)
    assertContains(response, 'href="/"', status_code=404)


def test_forged_host_is_not_understood(client):
    response = client.get("/", headers={"host": "evil.example"})

    assertContains(response, "There is a problem with this request", status_code=400)
    assert "evil.example" not in response.content.decode()


@pytest.mark.django_db
def test_our_mistake_tells_nothing_of_itself(monkeypatch):
    monkeypatch.setattr("signatures.actions.counts.figures.of", lambda statement: 1 / 0)
    make_text(slug="ask")

    response = Client(raise_request_exception=False).get("/ask/")

    assertContains(response, "Something went wrong on our side", status_code=500)
    assert "ZeroDivisionError" not in response.content.decode()
    assert "Content-Security-Policy" in response.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            b"&".join(b"a%d=1" % number for number in range(500)),
            "application/x-www-form-urlencoded",
        ),
        (b"--x\r\nbroken", "multipart/form-data"),
    ],
    ids=["too many fields", "broken multipart"],
)
def test_monstrous_form_is_not_understood(client, body, content_type):
    make_text(slug="ask")

    response = client.post("/ask/sign/", body, content_type=content_type)

    assert response.status_code == 400
