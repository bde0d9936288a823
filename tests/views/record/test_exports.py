import csv
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from signatures.models import Guild, Occupation
from signatures.renditions.files import export_sql, exports
from tests.factories import make_signature, make_text, make_withdrawn

SECRETS = ["Pending", "Held", "Rejected", "Withheld", "Counted", "Early", "Secret"]
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.\w+)+")
FILES = ["/ask/signatories.csv", "/ask/signatories.json"]


@pytest.fixture
def text(db):
    """The statement /ask/, with one signature of every kind under it."""
    text = make_text(slug="ask")
    hidden = {
        "credit": "Secret Credit",
        "occupation": Occupation.objects.create(slug="secret", name="Secret Occupation"),
        "country": "VA",
    }
    make_signature(text, name="Shown Person", credit="Shown Credit", email="shown@example.org")
    make_signature(text, name="Named Person", display="name", **hidden)
    make_signature(text, name="Withheld Person", display="anonymous", **hidden)
    make_signature(text, name="Counted Person", display="counted", **hidden)
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"{state.title()} Person", state=state, **hidden)
    make_withdrawn(text)
    early = make_text(slug="early", title="Secret Title", publishes_at=None)
    make_signature(early, name="Early Person", **hidden)
    return text


def names(client, path, **query):
    """The names a file of either kind has, "" for those withheld."""
    whole = client.get(path, query).getvalue().decode("utf-8-sig")
    if path.endswith(".json"):
        return [each["name"] or "" for each in json.loads(whole)["results"]]
    rows = list(csv.reader(whole.splitlines()))
    return [row[0] for row in rows[rows.index(exports.CSV_COLUMNS) + 1 :]]


@pytest.mark.parametrize("path", FILES)
def test_file_gives_away_nobody(client, text, path):
    response = client.get(path)

    whole = response.getvalue().decode()
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "Shown Credit" in whole
    assert [secret for secret in SECRETS if secret in whole] == []
    assert "VA" not in whole
    assert ADDRESS.findall(whole) == []
    assert names(client, path) == ["Named Person", "Shown Person", ""]


@pytest.mark.table("path", FILES)
@pytest.mark.table("query", [{"occupation": "secret"}, {"country": "VA"}, {"q": "secret"}])
def test_nobody_is_found_by_what_they_hide(client, text, path, query):
    assert names(client, path, **query) == []


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_file_of_what_is_not_public_is_not_found(client, text, ending):
    soon = make_text(slug="soon", publishes_at=timezone.now() + timedelta(hours=1)).statement

    assert client.get(f"/early/signatories.{ending}").status_code == 404
    assert client.get(f"/nowhere/signatories.{ending}").status_code == 404
    key = {"invitation": soon.invitation}
    assert client.get(f"/soon/signatories.{ending}", key).status_code == 404


@pytest.mark.parametrize("path", FILES)
def test_file_has_what_the_list_has_for_the_same_address(client, text, path):
    guild = Guild.objects.create(slug="north", name="North")
    poet = Occupation.objects.create(slug="poet", name="Poet")
    zoe = make_signature(text, name="Zoë Quist", occupation=poet, country="IE")
    make_signature(text, name="Abe Quist", country="IE")
    zoe.attestations.create(method="guild_code", guild=guild)
    both = ["Abe Quist", "Zoë Quist"]

    assert names(client, path, q="quist") == both
    assert names(client, path, q="zoe") == ["Zoë Quist"]
    assert names(client, path, occupation="poet", country="IE") == ["Zoë Quist"]
    assert names(client, path, country="IE", order="name") == both
    assert names(client, path, country="XX") == []
    assert names(client, path, q="\0") == []
    assert names(client, path, order="name") == [*both[:1], "Named Person", "Shown Person",
                                                 "Zoë Quist", ""]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "content_type"),
    [(FILES[0], "text/csv; charset=utf-8"), (FILES[1], "application/json")],
)
def test_file_says_what_it_is(stopped_clock, client, text, path, content_type):
    got, head = client.get(path), client.head(path)
    got.getvalue()

    day = f"{stopped_clock:%Y-%m-%d}"
    ending = path.rpartition(".")[2]
    assert got["Content-Type"] == content_type
    assert got["Content-Disposition"] == (f'attachment; filename="ask-signatories-{day}.{ending}"')
    assert got["Cache-Control"] == "no-store"
    assert got["Access-Control-Allow-Origin"] == "*"
    assert head["Content-Disposition"] == got["Content-Disposition"]
    assert head.content == b""


def test_too_many_files_at_once_are_asked_to_come_back(client, text, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)

    response = client.get(FILES[0])

    assert response.status_code == 429
    assert response["Retry-After"] == "60"


def files_being_written():
    """How many there are, asked on a connection of its own."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE objid = %s", [exports.LOCKS])
            return cursor.fetchone()[0]
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", FILES)
def test_reader_who_goes_away_frees_the_connection(client, text, path, monkeypatch):
    monkeypatch.setattr(export_sql, "BATCH", 1)
    for _ in range(5):
        make_signature(text)

    response = client.get(path)
    pieces = iter(response.streaming_content)
    read = [next(pieces), next(pieces)]
    during = connection.in_atomic_block, files_being_written()
    response.close()

    assert all(read)
    assert during == (True, 1)
    assert not connection.in_atomic_block
    assert files_being_written() == 0
    assert len(names(client, path)) == 8


@pytest.mark.django_db(transaction=True)
def test_visitors_time_limit_does_not_cut_a_file(client, text):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(0)")
        with exports.snapshot():
            cursor.execute("SELECT pg_sleep(0.1)")
        cursor.execute("SHOW statement_timeout")
        after = cursor.fetchone()[0]
        cursor.execute("RESET statement_timeout")

    assert after == "50ms"
