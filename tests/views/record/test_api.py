import re
from datetime import timedelta

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings

from signatures.actions.counts import tallies
from signatures.models import Guild, Occupation
from tests.factories import make_guild, make_guild_member, make_signature, make_text, make_withdrawn

# Not letter_site.wsgi, which sets time limits for all connections of the process.
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())

API = "/api/v1/statements/ask"
COUNTS = ["signatories", "email", "guild", "organizations", "withdrawn", "rejected"]
COUNTS += ["added", "counted_only", "earlier_wording", "listed"]
SECRETS = ["Pending", "Held", "Rejected", "Withheld", "Counted", "Early", "Secret"]


@pytest.fixture
def text(db):
    text = make_text(slug="ask")
    hidden = {
        "credit": "Secret Credit",
        "occupation": Occupation.objects.create(slug="secret", name="Secret Occupation"),
        "country": "VA",
    }
    poet = Occupation.objects.create(slug="poet", name="Poet")
    shown = make_signature(text, name="Zoë Quist", credit="Moss", occupation=poet, country="IE")
    tallies.left(shown)
    shown.attestations.create(
        method="guild_code", guild=Guild.objects.create(slug="north", name="North")
    )
    tallies.entered(shown)
    make_signature(text, name="Abe Quist", country="IE")
    make_signature(text, name="Named Person", display="name", **hidden)
    make_signature(text, name="Withheld Person", display="anonymous", **hidden)
    make_signature(text, name="Counted Person", display="counted", **hidden)
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"{state.title()} Person", state=state, **hidden)
    make_withdrawn(text)
    make_signature(make_text(slug="early", publishes_at=None), name="Early Person")
    return text


@pytest.fixture
def one_connection():
    """A request does not end the test's own connection; Django's client sees to that itself."""
    ends = [signals.request_started, signals.request_finished]
    for each in ends:
        each.disconnect(close_old_connections)
    yield
    for each in ends:
        each.connect(close_old_connections)


def names(client, **query):
    return [each["name"] for each in client.get(f"{API}/signatories", query).json()["results"]]


def test_answers_have_the_keys_agreed_on(stopped_clock, client, text):
    assert list(client.get(API).json()["counts"]) == COUNTS
    assert client.get(API).json()["counts"]["signatories"] == 5
    assert client.get(f"{API}/count").json() == {"signatories": 5}
    zoe = client.get(f"{API}/signatories", {"q": "zoe"}).json()["results"]
    assert zoe == [
        {
            "name": "Zoë Quist",
            "credit": "Moss",
            "occupation": "Poet",
            "country": "IE",
            "guilds": ["North"],
            "verified_by": ["email", "guild_code"],
            "confirmation": "confirmed an e-mail address; "
            "entered a code that a guild sent to its members",
            "verified_on": f"{stopped_clock:%Y-%m-%d}",
            "signed_at": zoe[0]["signed_at"],
            "text_version": "en-1",
            "text_sha256": text.text_sha256,
            "affiliation": "",
            "quote": "",
        }
    ]


def test_list_is_filtered_as_the_page_is(client, text):
    assert names(client) == ["Named Person", "Abe Quist", "Zoë Quist", None]
    assert names(client, q="quist") == ["Abe Quist", "Zoë Quist"]
    assert names(client, country="IE", occupation="poet") == ["Zoë Quist"]
    assert names(client, guild="north") == ["Zoë Quist"]
    assert names(client, occupation="nobody") == names(client, q="\0") == []


@pytest.mark.parametrize("query", [{"occupation": "secret"}, {"country": "VA"}, {"q": "secret"}])
def test_nobody_is_found_by_what_they_hide(client, text, query):
    assert names(client, **query) == []


@pytest.mark.table("path", ["", "/count", "/signatories", "/organizations"])
def test_answer_gives_away_nobody(client, text, path):
    whole = client.get(API + path).content.decode()

    assert [secret for secret in SECRETS if secret in whole] == []
    assert not re.search(r"\w@\w", whole)
    assert client.get(f"/api/v1/statements/early{path}").status_code == 404


def test_next_leads_through_the_filtered_list(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.api.endpoints.PER_PAGE", 1)

    first = client.get(f"{API}/signatories", {"q": "quist", "country": "IE"}).json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()

    assert [each["name"] for each in first["results"]] == ["Abe Quist"]
    assert [each["name"] for each in second["results"]] == ["Zoë Quist"]
    assert second["next"] is None


@pytest.mark.table("path", ["", "/count", "/signatories", "/organizations"])
def test_answer_is_sent_again_only_when_it_changed(client, text, path):
    first = client.get(API + path)
    known = {"If-None-Match": first["ETag"]}
    since = {"If-Modified-Since": first["Last-Modified"]}

    again = client.get(API + path, headers=known), client.get(API + path, headers=since)
    make_signature(text, name="New Person")
    changed = client.get(API + path, headers=known), client.get(API + path, headers=since)

    assert [each.status_code for each in again] == [304, 304]
    assert again[0].content == b""
    status = 304 if path == "/organizations" else 200
    assert [each.status_code for each in changed] == [status, status]
    assert "public" in first["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status"), [(API, 200), ("/api/v1/openapi.json", 200), (f"{API}x", 404)]
)
def test_any_web_page_may_read(client, text, path, status):
    got = client.get(path, headers={"Origin": "https://elsewhere.example"})
    asked, head = client.options(path), client.head(path)

    assert (got.status_code, head.status_code, asked.status_code) == (status, status, 204)
    for response in (got, asked, head):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert head.content == b""
    assert "Access-Control-Allow-Origin" not in client.get("/ask/").headers


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_however_many(client, db, number, django_assert_num_queries):
    text = make_text(slug="ask")
    for _ in range(number):
        make_guild_member(text, make_guild())

    with django_assert_num_queries(5):
        client.get(f"{API}/signatories")


def test_page_about_the_api_is_linked_and_shows_a_statement_of_the_site(client, text):
    page = client.get("/api/")

    assert page.status_code == 200
    assert "/api/v1/statements/ask/signatories" in page.content.decode()
    assert 'href="/api/"' in client.get("/ask/").content.decode()
    assert "early" not in page.content.decode()


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.django_db
def test_description_is_true(case, text, one_connection):
    """Invented requests get answers that the OpenAPI document tells of."""
    case.call_and_validate()
    case.path_parameters["slug"] = "ask"
    case.call_and_validate()


def test_early_statement_is_unknown_until_it_is_public(client, db):
    make_text(slug="ask", publishes_at=timezone.now() + timedelta(hours=1))

    assert client.get(API).status_code == 404
    assert client.get(f"{API}/signatories").status_code == 404
