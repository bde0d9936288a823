"""The public JSON: its shapes, its pages, its document."""

import hashlib
from datetime import UTC, datetime

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode

from signatures.models import Occupation, Signature
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db

ASK = "/api/v1/statements/ask"


@pytest.fixture
def text():
    return make_text(
        slug="ask",
        title="Ask first",
        text="We ask.",
        publishes_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def assert_has(answer, promised):
    """Check that every promised field is there as promised; others may have been added."""
    for name, value in promised.items():
        if isinstance(value, dict):
            assert_has(answer[name], value)
        else:
            assert (name, answer[name]) == (name, value)


def test_statement_has_the_promised_shape(client, text):
    make_signature(text)
    make_signature(text, state="rejected")
    make_signature(text, state="pending")
    make_signature(text, state="held")
    make_withdrawn(text)

    response = client.get(ASK)

    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert_has(
        response.json(),
        {
            "slug": "ask",
            "title": "Ask first",
            "text": "We ask.",
            "text_sha256": hashlib.sha256(b"We ask.").hexdigest(),
            "language": "en",
            "published_at": "2026-01-02T03:04:05Z",
            "counts": {
                "signatories": 1,
                "email": 1,
                "guild": 0,
                "organizations": 0,
                "withdrawn": 1,
                "rejected": 1,
            },
        },
    )


def test_count_has_the_promised_shape(client, text):
    make_signature(text, display="counted")

    assert client.get(f"{ASK}/count").json() == {"signatories": 1}


def test_signatory_has_the_promised_shape(stopped_clock, client, text):
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    signature = make_signature(
        text, name="Ada Example", credit="Engines", occupation=occupation, country="IE"
    )
    Signature.objects.update(published_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))

    answer = client.get(f"{ASK}/signatories").json()
    assert_has(answer, {"next": None})
    [row] = answer["results"]
    assert_has(
        row,
        {
            "name": "Ada Example",
            "credit": "Engines",
            "occupation": "Composer",
            "country": "IE",
            "guilds": [],
            "verified_by": ["email"],
            "verified_on": f"{stopped_clock:%Y-%m-%d}",
            "signed_at": "2026-03-04T05:06:00Z",
        },
    )
    assert str(signature.public_id) not in client.get(f"{ASK}/signatories").content.decode()


def test_withheld_name_is_null_and_counted_has_no_row(client, text):
    make_signature(text, display="anonymous", credit="Engines", country="IE")
    make_signature(text, display="counted")

    [only] = client.get(f"{ASK}/signatories").json()["results"]

    assert only["name"] is None
    assert (only["credit"], only["occupation"], only["country"]) == ("", "", "")


def walk(client, address):
    """Every page from ``address`` on, as lists of names."""
    pages = []
    while address:
        page = client.get(address.removeprefix("http://testserver")).json()
        pages.append([each["name"] for each in page["results"]])
        address = page["next"]
    return pages


@pytest.mark.parametrize("count", [0, 1, 2, 4, 7])
def test_pages_hold_everybody_once_though_many_came_at_one_moment(client, text, monkeypatch, count):
    monkeypatch.setattr("signatures.views.record.api.endpoints.PER_PAGE", 2)
    for number in range(count):
        make_signature(text, name=f"Ada {chr(97 + number)}")
    Signature.objects.update(published_at=timezone.now())

    pages = walk(client, f"{ASK}/signatories")

    names = [name for page in pages for name in page]
    assert sorted(names) == [f"Ada {chr(97 + number)}" for number in range(count)]
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert len(pages) == max(1, -(-count // 2))


def test_pages_are_newest_first_and_hold_through_new_signatures(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.api.endpoints.PER_PAGE", 2)
    for name in ("Ada", "Grace", "Mary"):
        make_signature(text, name=name)

    first = client.get(f"{ASK}/signatories").json()
    make_signature(text, name="Newer")
    second = client.get(first["next"].removeprefix("http://testserver")).json()

    assert [each["name"] for each in first["results"]] == ["Mary", "Grace"]
    assert [each["name"] for each in second["results"]] == ["Ada"]


def test_next_follows_the_site_and_not_the_request(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.api.endpoints.PER_PAGE", 1)
    make_signature(text)
    make_signature(text)

    response = client.get(f"{ASK}/signatories", headers={"x-forwarded-host": "evil.example"})

    assert response.json()["next"].startswith(f"http://testserver{ASK}/signatories?after=")


@pytest.mark.table(
    "after",
    ["x", "%00", "A" * 32, "AAAA", "é", "_" * 32, "A" * 5000, "9" * 32, "AAAAAAAAAAA=", "a b"],
)
def test_bad_cursor_is_404_and_never_worse(client, text, after):
    response = client.get(f"{ASK}/signatories?after={after}")

    if response.status_code == 200:
        assert response.json() == {"results": [], "next": None}
    else:
        assert response.status_code == 404
        assert response.json() == {"detail": "`after` is not an address this list gave out."}


@pytest.mark.table("slug", ["nowhere", "%00", "a%20b", "é", "ask%00", "%F0%9F%98%80"])
@pytest.mark.table("page", ["", "/count", "/signatories"])
def test_no_such_statement_is_404_in_json(client, text, slug, page):
    response = client.get(f"/api/v1/statements/{slug}{page}")

    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


@pytest.mark.table("method", ["post", "put", "patch", "delete"])
def test_api_only_reads(client, text, method):
    assert getattr(client, method)(ASK).status_code == 405


def test_document_describes_every_operation(client):
    document = client.get("/api/v1/openapi.json").json()

    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {
        "/api/v1/statements/{slug}",
        "/api/v1/statements/{slug}/count",
        "/api/v1/statements/{slug}/deliveries",
        "/api/v1/statements/{slug}/organizations",
        "/api/v1/statements/{slug}/quotes",
        "/api/v1/statements/{slug}/signatories",
    }
    for path in document["paths"].values():
        assert set(path) == {"get"}
        assert {"200", "404"} <= set(path["get"]["responses"])
        assert path["get"]["description"]


@pytest.fixture
def application():
    """The site as a web server runs it, except that it stays in the test's transaction."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    ("page", "mode"),
    [
        ("", GenerationMode.POSITIVE),
        ("/count", GenerationMode.POSITIVE),
        ("/signatories", GenerationMode.POSITIVE),
        ("/signatories", GenerationMode.NEGATIVE),
    ],
)
def test_api_keeps_to_its_document_whatever_is_asked(text, settings, application, page, mode):
    settings.ALLOWED_HOSTS = ["localhost"]
    make_signature(text)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = schema[f"/api/v1/statements/{{slug}}{page}"]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        case.call_and_validate()

    ask()
