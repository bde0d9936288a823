from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import Guild, Occupation, SavedSearch
from signatures.views.desk.moderation import search as searching
from tests.factories import (
    make_guild_member,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
    sign_in,
)

pytestmark = pytest.mark.django_db

HERE = "/desk/ask/signatures/"


def names(page):
    return [row["name"] for row in page.context["rows"]]


def test_all_signatures_of_the_statement_newest_first_but_the_withdrawn(client, mo, text):
    now = timezone.now()
    make_signature(text, name="Older Person", signed_at=now - timedelta(hours=2))
    make_signature(text, name="Pending Person", state="pending", signed_at=now)
    make_signature(make_text(), name="Elsewhere")
    make_withdrawn(text)

    page = client.get(HERE)

    assert names(page) == ["Pending Person", "Older Person"]
    assertContains(page, "2 signatures.")


def test_a_line_tells_what_an_organizer_decides_by(client, mo, text):
    guild = Guild.objects.create(slug="north", name="Guild of the North")
    member = make_guild_member(text, guild, name="Ada Example", credit="Poet", email="a@b.example")
    make_signature(text, state="held", reasons=["capitals"], source_network="203.0.113.0/24")

    page = client.get(HERE)

    for words in ("Ada Example", "Poet", "a@b.example", "Guild of the North", "203.0.113.0/24"):
        assertContains(page, words)
    assertContains(page, "the name is all in capitals")
    assertContains(page, f'href="{HERE}{member.public_id}/"')


@pytest.mark.table(
    "query",
    [
        {"name": "zoë qu"},
        {"credit": "po*"},
        {"email": "Zoe+news@one.example"},
        {"email": "zoe@*"},
        {"domain": "@One.Example"},
        {"network": "203.0.113.9"},
        {"state": "held"},
        {"reason": "capitals"},
        {"since": "2026-05-02T10:00", "until": "2026-05-02T10:01"},
        {"occupation": "poet"},
        {"country": "IE"},
        {"guild": "north"},
        {"method": "guild_code"},
        {"display": "name"},
        {"like": "Zoe Quist"},
        {"name": "quist", "state": "held", "domain": "one.example", "guild": "north"},
    ],
)
def test_each_condition_finds_who_has_it(client, mo, text, query):
    guild = Guild.objects.create(slug="north", name="North")
    wanted = make_guild_member(
        text,
        guild,
        name="Zoë Quist",
        credit="Poet",
        email="zoe@one.example",
        display="name",
        country="IE",
        occupation=Occupation.objects.create(slug="poet", name="Poet"),
        source_network="203.0.113.0/24",
        signed_at="2026-05-02T10:00:30Z",
    )
    type(wanted).objects.update(state="held", hold_reasons=["capitals"], published_at=None)
    make_signature(text, name="Abe Other", email="abe@two.example")

    assert names(client.get(HERE, query)) == ["Zoë Quist"]


def test_refused_are_found_by_their_reason_and_withdrawn_when_asked_for(client, mo, text):
    make_signature(text, name="Refused Person", state="rejected", refusal="abuse")
    make_withdrawn(text)

    assert names(client.get(HERE, {"refusal": "abuse"})) == ["Refused Person"]
    assert names(client.get(HERE, {"refusal": "other"})) == []
    assert names(client.get(HERE, {"state": "withdrawn"})) == [""]


@pytest.mark.table(
    ("field", "typed"),
    [
        ("name", "a\0b"),
        ("name", "x" * 201),
        ("name", "’"),
        ("credit", "ـ"),
        ("like", "'"),
        ("email", "nobody"),
        ("domain", "one"),
        ("network", "203.0.113"),
        ("since", "yesterday"),
        ("state", "famous"),
        ("guild", "\0"),
        ("guild", "nowhere"),
        ("occupation", "9" * 400),
        ("method", "magic"),
    ],
)
def test_mistakes_come_back_at_their_field(client, mo, text, field, typed):
    make_signature(text)

    page = client.get(HERE, {"country": "IE", field: typed})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assertContains(page, 'value="IE" selected', status_code=422)
    assert page.context["rows"] == []


def test_scope_of_an_address_says_nothing_of_its_network(client, mo, text):
    assert client.get(HERE, {"network": "fe80::1%eth0"}).status_code == 200
    assert client.get(HERE, {"network": "fe80::%eth0/20"}).status_code == 200


def test_odd_moments_are_no_mistake(client, mo, text):
    make_signature(text)

    page = client.get(HERE, {"since": "0001-01-01T00:00", "until": "9999-12-31T23:59"})

    assert len(names(page)) == 1


@pytest.mark.parametrize("many", [3, 1_000])
def test_pages_lead_on_and_back_within_the_search(client, mo, text, monkeypatch, many):
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    monkeypatch.setattr("signatures.views.paging.MANY", many)
    for number in range(5):
        make_signature(text, name=f"Quist {number}a", signed_at=timezone.now())
    make_signature(text, name="Other")

    first = client.get(HERE, {"name": "quist"})
    second = client.get(first.context["next_url"])
    last = client.get(second.context["next_url"])

    pages = [names(first), names(second), names(last)]
    assert pages == [["Quist 4a", "Quist 3a"], ["Quist 2a", "Quist 1a"], ["Quist 0a"]]
    assert last.context["next_url"] == ""
    assert names(client.get(last.context["previous_url"])) == names(second)
    assert client.get(HERE, {"after": "nonsense"}).status_code == 404


def test_many_are_not_counted(client, mo, text, monkeypatch):
    monkeypatch.setattr("signatures.views.paging.MANY", 2)
    for _ in range(3):
        make_signature(text)

    assertContains(client.get(HERE), "More than 2 signatures.")


@pytest.mark.real_clock
def test_search_that_takes_too_long_is_given_up(client, mo, text, monkeypatch):
    def look(*_, **__):
        connection.cursor().execute("SELECT pg_sleep(1)")

    monkeypatch.setattr(searching, "_page", look)
    monkeypatch.setattr(searching, "PATIENCE", timedelta(milliseconds=50))

    page = client.get(HERE, {"name": "strasse"})

    assertContains(page, "This search takes too long.", status_code=422)


@pytest.mark.table("count", [1, 3])
@pytest.mark.table("query, cost", [({}, 19), ({"like": "Ada Example"}, 17)])
def test_page_costs_the_same_however_many(
    client, mo, text, query, cost, count, django_assert_num_queries
):
    guild = Guild.objects.create(slug="north", name="North")
    for _ in range(count):
        make_guild_member(text, guild)
        SavedSearch.objects.create(statement=text.statement, name=f"One {_}", query="name=a", by=mo)

    client.get(HERE)  # the first page puts a CSRF token into the session

    # session, visitor, second factor (middleware 2, door 2), statement, guilds, occupations,
    # savepoint with its timeout 2, sample and count (but for "resembles"), page, proofs,
    # guilds of proofs, release, saved, title
    with django_assert_num_queries(cost):
        client.get(HERE, query)


def test_search_is_kept_for_all_organizers_of_the_statement_and_forgotten(client, mo, text):
    make_text(slug="other")
    kept = {"name": "The burst", "query": "domain=bad.example&junk=1&state=held"}

    response = client.post("/desk/ask/searches/", kept)

    assertRedirects(response, f"{HERE}?state=held&domain=bad.example")
    client.logout()
    sign_in(client, make_organizer("moderator"))
    page = client.get(HERE)
    assertContains(page, f'href="{HERE}?state=held&amp;domain=bad.example"')
    assertNotContains(client.get("/desk/other/signatures/"), "The burst")
    pk = SavedSearch.objects.get().pk
    client.post(f"/desk/other/searches/{pk}/delete/")
    assert SavedSearch.objects.exists()
    assertRedirects(client.post(f"/desk/ask/searches/{pk}/delete/"), HERE)
    assert not SavedSearch.objects.exists()
    assert client.post(f"/desk/ask/searches/{pk}/delete/").status_code == 302


@pytest.mark.table(
    "kept",
    [
        {"name": "", "query": "state=held"},
        {"name": "All", "query": ""},
        {"name": "Wrong", "query": "state=famous"},
        {"name": "x\0", "query": "state=held"},
        {"name": "Long", "query": "name=" + "x" * 4000},
    ],
)
def test_what_cannot_be_searched_for_is_not_kept(client, mo, text, kept):
    response = client.post("/desk/ask/searches/", kept, follow=True)

    assertContains(response, "Nothing was saved")
    assert not SavedSearch.objects.exists()


def test_two_searches_of_one_name_are_not_kept(client, mo, text):
    client.post("/desk/ask/searches/", {"name": "Burst", "query": "state=held"})

    again = client.post("/desk/ask/searches/", {"name": "Burst", "query": "name=a"}, follow=True)

    assertContains(again, "There is already a search with this name.")
    assert SavedSearch.objects.get().query == "state=held"


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_others_learn_nothing_of_anybody(client, text, role):
    make_signature(text, name="Secret Name", email="secret@one.example")
    sign_in(client, make_organizer(role))

    page = client.get(HERE, {"name": "secret"})

    assert page.status_code == 403
    assertNotContains(page, "Secret Name", status_code=403)
    assertNotContains(page, quote("secret@one.example", safe="@"), status_code=403)
