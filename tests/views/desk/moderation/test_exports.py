import csv
import io

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision, Guild, Occupation
from signatures.renditions.files import exports, organizer_exports
from tests.factories import (
    make_guild_member,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
    sign_in,
)

pytestmark = pytest.mark.django_db

HERE = "/desk/ask/export/"


@pytest.fixture
def come(client):
    def come(role="moderator", **how):
        user = make_organizer(role)
        sign_in(client, user, **{"reauthenticated": True, **how})
        return user

    return come


def lines(response, columns=organizer_exports.COLUMNS):
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))
    head = rows.index(columns)
    return [dict(zip(columns, row, strict=True)) for row in rows[head + 1 :]]


def test_signatures_carry_their_consent_and_no_address(client, come, text):
    come()
    guild = Guild.objects.create(slug="north", name="Guild of the North")
    member = make_guild_member(
        text,
        guild,
        name="Ada Example",
        credit="Poet, twice",
        email="ada@one.example",
        display="name",
        country="IE",
        updates=True,
        occupation=Occupation.objects.create(slug="poet", name="Poet"),
        source_network="203.0.113.0/24",
        signed_at="2026-05-02T10:00:30.5Z",
    )

    response = client.post(f"{HERE}signatures/", {"query": ""})
    whole = response.getvalue().decode()

    response = client.post(f"{HERE}signatures/", {"query": ""})
    [line] = lines(response)
    attested = f"{member.attested_at:%Y-%m-%d %H:%M:%S}"
    assert line == {
        "public_id": str(member.public_id),
        "name": "Ada Example",
        "credit": "Poet, twice",
        "occupation": "Poet",
        "country": "IE",
        "display": "name",
        "state": "published",
        "verified_by": "email; guild_code",
        "guilds": "Guild of the North",
        "signed_at": "2026-05-02 10:00:30",
        "attested_at": attested,
        "published_at": attested,
        "updates": "yes",
        "text_sha256": text.text_sha256,
    }
    assert "one.example" not in whole
    assert "203.0.113" not in whole
    assert "no-store" in response["Cache-Control"]
    assert 'filename="ask-signatures-' in response["Content-Disposition"]


def test_file_has_what_the_search_finds(client, come, text):
    come()
    for state in ("pending", "held", "published", "rejected"):
        make_signature(text, name=f"{state.title()} Person", state=state)
    make_withdrawn(text)
    make_signature(make_text(), name="Elsewhere")

    all_of_them = lines(client.post(f"{HERE}signatures/", {"query": ""}))
    held = lines(client.post(f"{HERE}signatures/", {"query": "state=held&name=person"}))

    states = ["rejected", "published", "held", "pending"]
    assert [line["state"] for line in all_of_them] == states
    assert [line["name"] for line in held] == ["Held Person"]


def test_addresses_are_of_those_who_asked_for_updates_and_stand(client, come, text):
    come("owner")
    make_signature(text, name="Asked Example", email="asked@one.example", updates=True)
    make_signature(text, email="silent@one.example")
    make_signature(text, email="other@two.example", updates=True)
    for state in ("pending", "held", "rejected"):
        make_signature(text, state=state, email=f"{state}@one.example", updates=True)

    response = client.post(f"{HERE}addresses/", {"query": "domain=one.example"})

    assert lines(response, organizer_exports.ADDRESS_COLUMNS) == [
        {"email": "asked@one.example", "name": "Asked Example", "language": "en"}
    ]


@pytest.mark.parametrize("role", ["viewer", "editor", "moderator"])
def test_addresses_are_for_owners_only(client, come, text, role):
    come(role)
    make_signature(text, email="asked@one.example", updates=True)

    response = client.post(f"{HERE}addresses/", {"query": ""})

    assertNotContains(response, "asked@one.example", status_code=403)
    assert not Decision.objects.exists()
    if role == "moderator":
        assertNotContains(client.get(HERE), "Download the addresses")


def test_conditions_beyond_a_long_one_are_not_dropped(client, come, text):
    come()
    make_signature(text)
    long = "junk=" + "x" * 4_000

    assert lines(client.post(f"{HERE}signatures/", {"query": f"{long}&state=held"})) == []
    assert client.post(f"{HERE}signatures/", {"query": f"{long}&state=famous"}).status_code == 422


@pytest.mark.parametrize("kind", ["signatures", "addresses"])
def test_file_wants_the_second_factor_once_more(client, come, text, kind):
    come("owner", reauthenticated=False)

    response = client.post(f"{HERE}{kind}/", {"query": ""})

    assert response["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("kind", ["signatures", "addresses"])
def test_each_file_is_a_line_of_the_log_that_names_nobody(client, come, text, kind):
    olga = come("owner")
    make_signature(text, name="Ada Secret", email="ada@secret.example", updates=True)
    query = "name=secret&email=ada@secret.example&state=published"

    client.post(f"{HERE}{kind}/", {"query": query}).getvalue()

    line = Decision.objects.get()
    assert (line.about, line.by, line.statement) == ("export", olga, text.statement)
    said = (line.subject, line.to_state, line.reason)
    assert said == (kind, "1 lines", "found by name, email, state")


@pytest.mark.table("formula", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_cell_is_a_formula(client, come, text, formula):
    come("owner")
    make_signature(text, name=f"{formula} Name", credit=formula, email="+a@one.example")
    guild = Guild.objects.create(slug="north", name=formula)
    make_guild_member(text, guild, name="Ada", email="=b@one.example", updates=True)

    signatures = lines(client.post(f"{HERE}signatures/", {"query": ""}))
    addresses = client.post(f"{HERE}addresses/", {"query": ""})

    by_name = {line["name"]: line for line in signatures}
    assert by_name[f"'{formula} Name"]["credit"] == f"'{formula}"
    assert by_name["Ada"]["guilds"] == f"'{formula}"
    [line] = lines(addresses, organizer_exports.ADDRESS_COLUMNS)
    assert line["email"] == "'=b@one.example"


def test_page_says_what_will_be_in_the_file(client, come, text):
    come("owner")

    page = client.get(HERE, {"domain": "one.example"})

    assertContains(page, "one.example")
    assertContains(page, "Download the addresses")
    wrong = client.get(HERE, {"state": "famous"})
    assertNotContains(wrong, "Download", status_code=422)
    assert client.post(f"{HERE}signatures/", {"query": "state=famous"}).status_code == 422


def test_too_many_files_at_once_are_asked_to_come_back(client, come, text, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    come()

    response = client.post(f"{HERE}signatures/", {"query": ""})

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert not Decision.objects.exists()
