"""The list as a visitor asks for it: search, filters, order, pages."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Attestation, Guild, Occupation, Signature
from signatures.renditions.small_counts import SMALL
from signatures.text import finding
from tests.factories import (
    make_guild,
    make_guild_member,
    make_signature,
    make_text,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db

NAME = re.compile(r'<bdi class="name"[^>]*>(.*?)</bdi>')


def ask(client, **query):
    return client.get(f"/ask/signatories/?{urlencode(query)}")


def names(response):
    return [unescape(each) for each in NAME.findall(response.content.decode())]


def link(response, rel):
    found = re.findall(rf'<a [^>]*rel="{rel}" href="([^"]*)"', response.content.decode())
    return unescape(found[0]) if found else ""


def status(response):
    [words] = re.findall(r'role="status">\s*([^<]*?)\s*<', response.content.decode())
    return words


@pytest.mark.table(
    "q",
    [
        "Björn Ulvaeus",
        "bjorn ulvaeus",
        "ULVAEUS BJÖRN",
        "lvae",
        "songw",
        "ulvaeus songwriter",
        "bj",
        "b ul",
        " bjorn  ",
        "bjørn",
        "bjorn & ulvaeus",
    ],
)
def test_search_finds_a_name_or_credit_by_any_part_of_it(client, text, q):
    make_signature(text, name="Björn Ulvaeus", credit="Songwriter")
    make_signature(text, name="Ada Example", credit="Composer")

    assert names(ask(client, q=q)) == ["Björn Ulvaeus"]


@pytest.mark.table(
    ("name", "q"),
    [
        ("李安", "李"),
        ("李安", "李安"),
        ("فاطمة المثال", "فاطمه المثال"[:4]),
        ("Nuala O’Connor", "oconnor"),
        ("Jean-Luc Exemple", "jean-luc"),
        ("A. B. Example", "a. b."),
        ("Zoë 100% Example_x", "100%"),
        ("Zoë 100% Example_x", "mple_x"),
    ],
)
def test_search_finds_names_of_many_kinds(client, text, name, q):
    make_signature(text, name=name)
    make_signature(text, name="Other Person 1000 Exax")

    assert names(ask(client, q=q)) == [name]


@pytest.mark.table(
    "q",
    ["%", "_", "\\", "%%%", "___", "'", '"', "\0", "a\0b", "&", "'; DROP TABLE", "da Ex\\", "lv"],
)
def test_search_for_signs_finds_nobody_and_breaks_nothing(client, text, q):
    make_signature(text, name="Ada Elvaexample")

    response = ask(client, q=q)

    assert response.status_code == 200
    assert names(response) == []
    assert status(response) == "0 signatories match."


def test_search_looks_at_the_first_200_characters(client, text):
    make_signature(text, name="Ada Example")

    assert names(ask(client, q="ada" + " " * 196 + "e" + "x" * 10_000)) == ["Ada Example"]
    assert names(ask(client, q="é" * 10_000)) == []


def test_filters_and_search_combine(client, text):
    poet = Occupation.objects.create(slug="poet", name="Poet")
    actor = Occupation.objects.create(slug="actor", name="Actor")
    make_signature(text, name="Ada Poet", occupation=poet, country="IE")
    make_signature(text, name="Bea Poet", occupation=poet, country="SE")
    make_signature(text, name="Cleo Actor", occupation=actor, country="IE")
    make_signature(text, name="Dan None")

    assert names(ask(client, occupation="poet", order="name")) == ["Ada Poet", "Bea Poet"]
    assert names(ask(client, country="IE", order="name")) == ["Ada Poet", "Cleo Actor"]
    assert names(ask(client, occupation="poet", country="SE")) == ["Bea Poet"]
    assert names(ask(client, occupation="poet", q="bea")) == ["Bea Poet"]
    assert names(ask(client, occupation="actor", q="bea")) == []


def test_filter_by_guild_finds_whom_it_vouched_for(stopped_clock, client, text):
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    make_guild_member(text, quill, name="Ada Member")
    make_signature(text, name="Bea Nobody")

    response = ask(client, guild="quill")

    today = f"{stopped_clock:%-d %B %Y}"
    assert names(response) == ["Ada Member"]
    assert status(response) == "1 signatory matches."
    assert f"Member of Quill Guild, verified as of {today}" in response.content.decode()


def test_pages_of_a_guild_have_all_its_members_in_whatever_others_they_are(
    client, text, monkeypatch
):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 2)
    others = [make_guild() for _ in range(3)]
    tin = make_guild(slug="tin")
    for name, further in zip("ABCDEFG", [0, 1, 2, 3, 0, 1, 0], strict=True):
        member = make_guild_member(text, tin, name=f"Name {name}")
        for each in others[:further]:
            Attestation.objects.create(signature=member, method="guild_code", guild=each)
    for each in others:
        make_guild_member(text, each, name="Name Other")

    pages = [ask(client, guild="tin")]
    while following := link(pages[-1], "next"):
        pages.append(client.get(following))
    back = [pages[-1]]
    while before := link(back[-1], "prev"):
        back.append(client.get(before))

    assert [names(page) for page in pages] == [
        ["Name G", "Name F"],
        ["Name E", "Name D"],
        ["Name C", "Name B"],
        ["Name A"],
    ]
    assert [names(page) for page in reversed(back)] == [names(page) for page in pages]
    assert status(pages[0]) == "7 signatories match."


@pytest.mark.table("name", ["occupation", "country", "guild"])
@pytest.mark.table("value", ["nothing", "XX", "0", "\0", "x" * 10_000, "'"])
def test_unknown_filter_finds_nobody(client, text, name, value):
    make_signature(text)

    response = ask(client, **{name: value})

    assert response.status_code == 200
    assert names(response) == []


def test_unknown_order_is_newest_first(client, text):
    make_signature(text, name="Ada Example")
    make_signature(text, name="Zoe Example")

    assert names(ask(client, order="x\0")) == []
    assert names(ask(client, order="x")) == ["Zoe Example", "Ada Example"]


def test_filters_offer_what_is_there_with_how_many(client, text):
    poet = Occupation.objects.create(slug="poet", name="Poet")
    Occupation.objects.create(slug="actor", name="Actor")
    make_signature(text, occupation=poet, country="IE")
    make_signature(text, occupation=poet)
    make_signature(make_text(), country="SE")

    page = ask(client).content.decode()

    options = re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)</option>', page)
    assert options == [("poet", "Poet (2)"), ("IE", "Ireland (1)"), ("name", "By name")]


def test_list_by_name_sorts_as_people_do_and_the_withheld_last(client, text):
    for name in ["Özge", "zoe", "Ole", "ada", "Éva", "李安", "Эва"]:
        make_signature(text, name=name)
    make_signature(text, name="Aaa Withheld", display="anonymous")

    response = ask(client, order="name")

    assert names(response) == ["ada", "Éva", "Ole", "Özge", "zoe", "Эва", "李安"]
    assert response.content.decode().rindex("name withheld") > response.content.decode().index(
        "李安"
    )


@pytest.mark.parametrize("order", ["", "name"])
def test_pages_lead_on_and_back_again(client, text, order, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 2)
    moment = timezone.now()
    for name in "ABCDE":
        make_signature(text, name=f"Name {name}")
    Signature.objects.update(published_at=moment)
    first = ask(client, order=order)

    second = client.get(link(first, "next"))
    third = client.get(link(second, "next"))
    back = client.get(link(third, "prev"))
    top = client.get(link(back, "prev"))

    pages = [names(each) for each in (first, second, third)]
    assert [len(each) for each in pages] == [2, 2, 1]
    assert sorted(sum(pages, [])) == [f"Name {name}" for name in "ABCDE"]
    assert (names(back), names(top)) == (pages[1], pages[0])
    assert (link(first, "prev"), link(third, "next"), link(top, "prev")) == ("", "", "")
    assert link(top, "next") == link(first, "next")


@pytest.mark.parametrize(
    ("many", "number", "near", "sorts", "later"),
    [
        (1_000, "3 signatories", 15_000, 8_000, 20_000),
        (2, "More than 2", 15_000, 8_000, 20_000),
        (2, "More than 2", 15_000, 2, 20_000),
        (2, "More than 2", 2, 2, 20_000),
        (2, "More than 2", 2, 2, 2),
    ],
)
def test_pages_keep_what_was_asked_for(client, text, monkeypatch, many, number, near, sorts, later):
    """Matches are sorted, or looked for nearby and then farther: the pages are the same."""
    monkeypatch.setattr("signatures.views.paging.MOST_SORTED", sorts)
    monkeypatch.setattr("signatures.views.paging.MOST_SORTED_LATE", later)
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    monkeypatch.setattr("signatures.views.paging.MANY", many)
    monkeypatch.setattr("signatures.views.paging.NEAR", near)
    for name in ["Ada Match", "Bea Other", "Cleo Match", "Dan Match"]:
        make_signature(text, name=name, country="IE")

    first = ask(client, q="match", country="IE", order="name", occupation="")
    second = client.get(link(first, "next"))

    assert (names(first), names(second)) == (["Ada Match"], ["Cleo Match"])
    assert re.fullmatch(
        r"/ask/signatories/\?q=match&country=IE&order=name&after=[\w-]+", link(first, "next")
    )
    assert names(client.get(link(second, "prev"))) == ["Ada Match"]
    assert status(first) == status(second) == f"{number} match."


def test_link_leads_to_the_same_place_when_its_row_is_gone(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    made = [make_signature(text, name=f"Name {each}") for each in "ABC"]
    following = link(ask(client), "next")

    Signature.objects.filter(pk=made[2].pk).update(
        state="held", published_at=None, hold_reasons=["x"]
    )

    assert names(client.get(following)) == ["Name B"]


@pytest.mark.table("after", ["x", "!", "é", "\0", "AAAA", "bg", "n" * 10_000, "b" + "_" * 33])
@pytest.mark.table("order", ["", "name"])
def test_damaged_address_is_not_found(client, text, after, order):
    make_signature(text)

    assert ask(client, after=after, order=order).status_code == 404


def test_address_of_one_order_is_not_found_in_the_other(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    make_signature(text)
    make_signature(text)
    newest, by_name = link(ask(client), "next"), link(ask(client, order="name"), "next")

    assert client.get(newest + "&order=name").status_code == 404
    assert client.get(by_name.replace("order=name&", "")).status_code == 404


NON_LATIN = ["李安", "محمد الصغير", "Ζωή Παπαδοπούλου", "Эва Ли", "გიორგი"]


@pytest.mark.table("name", NON_LATIN)
def test_names_of_every_script_are_in_the_index(name):
    """It is the LC_CTYPE of the database that tells pg_trgm what a letter is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm(%s))", [finding.search_text(name, "")])
        [trigrams] = cursor.fetchone()

    assert trigrams > len(name.split())


@pytest.mark.table("name", NON_LATIN)
def test_beginning_of_any_word_finds(client, text, name):
    make_signature(text, name=name, credit=f"Poet, “{name}”")
    make_signature(text, name="Ada Other")

    for word in [*name.split(), name.split()[-1][0], "po"]:
        assert names(ask(client, q=word)) == [name]


def test_matches_are_counted_up_to_a_bound(client, text, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    monkeypatch.setattr("signatures.views.paging.MANY", 3)
    for _ in range(3):
        make_signature(text, name="Ada Match", country="IE")
    exact = status(ask(client, q="match"))
    for _ in range(2):
        make_signature(text, name="Ada Match", country="IE")

    more, tally = status(ask(client, q="match")), status(ask(client, country="IE"))

    assert exact == "3 signatories match."
    assert more == "More than 3 match."
    assert tally == "5 signatories match."


@pytest.mark.table("path", ["/ask/signatories/", "/api/v1/statements/ask/signatories"])
@pytest.mark.table("query", [{"guild": "north"}, {"guild": "north", "q": "ada"}])
def test_guild_is_asked_for_once(client, text, path, query):
    """PostgreSQL takes two equal conditions for two, and expects far too few rows."""
    guild = Guild.objects.create(slug="north", name="North")
    for _ in range(SMALL):
        make_guild_member(text, guild, name="Ada Example")

    with CaptureQueriesContext(connection) as queries:
        client.get(path, query)

    asked = [each["sql"].count('guild_ids" @>') for each in queries.captured_queries]
    assert max(asked) == 1


HIDDEN = {"credit": "Xylophonist", "country": "VA"}


@pytest.fixture
def hidden(text):
    """Signatures that must not be found by what they hide, and one that shows itself."""
    secret = Occupation.objects.create(slug="secret", name="Secret")
    for display in ("name", "anonymous", "counted"):
        make_signature(
            text, name=f"Quentin {display}", display=display, occupation=secret, **HIDDEN
        )
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"Quentin {state}", state=state, occupation=secret, **HIDDEN)
    make_withdrawn(text)
    early = make_text(slug="early", publishes_at=None)
    make_signature(early, name="Quentin Early", occupation=secret, **HIDDEN)
    make_signature(text, name="Shown Person", credit="Composer", country="IE")


@pytest.mark.table(
    "query",
    [
        {"q": "xylophonist"},
        {"q": "xy"},
        {"q": "anonymous"},
        {"q": "counted"},
        {"q": "quentin pending"},
        {"q": "held"},
        {"q": "rejected"},
        {"q": "early"},
        {"q": "example.org"},
        {"q": "secret"},
        {"country": "VA"},
        {"occupation": "secret"},
        {"q": "quentin", "country": "VA"},
    ],
)
def test_nobody_is_found_by_what_they_hide(client, hidden, query):
    response = ask(client, **query)

    page = response.content.decode()
    assert names(response) == []
    assert status(response) == "0 signatories match."
    assert "withheld</span>" not in page
    assert "Secret" not in page
    assert "Holy See" not in page
    assert "Vatican" not in page


def test_name_shown_alone_is_found_by_the_name(client, hidden):
    response = ask(client, q="quentin")

    assert names(response) == ["Quentin name"]
    assert "Xylophonist" not in response.content.decode()


@pytest.mark.parametrize("path", ["/early/signatories/?q=quentin", "/early/checks/"])
def test_early_statement_has_no_list_and_no_numbers(client, hidden, path):
    invitation = Signature.objects.get(name="Quentin Early").statement.invitation

    assert client.get(path).status_code == 404
    assert client.get(path, {"invitation": invitation}).status_code == 404


@pytest.mark.table("people", [1, 3])
@pytest.mark.table(
    ("query", "queries"),
    [
        ({}, 11),
        ({"order": "name"}, 11),
        ({"q": "match"}, 15),  # three set and end the limit of time
        ({"country": "IE"}, 10),
        ({"guild": "quill"}, 15),
        ({"q": "match", "guild": "quill", "occupation": "poet", "order": "name"}, 15),
    ],
)
def test_list_costs_the_same_however_many_signed(
    client, text, query, queries, people, django_assert_num_queries
):
    poet = Occupation.objects.create(slug="poet", name="Poet")
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    for _ in range(people):
        make_guild_member(text, quill, name="Ada Match", occupation=poet, country="IE")

    with django_assert_num_queries(queries):
        response = ask(client, **query)

    assert len(names(response)) == people


def test_names_added_by_organizers_are_shown_as_such(client, text):
    signature = make_signature(text, name="Ada Paper", added_by_organizers=True)
    Attestation.objects.all().delete()
    Signature.objects.update(attested_at=None)
    assert signature.added_by_organizers

    page = ask(client).content.decode()

    assert (
        '<span class="badge badge--added">Added by the campaign team, not confirmed</span>' in page
    )
    assert "E-mail confirmed" not in page


def test_mark_says_in_words_what_was_proven(client, text):
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    make_signature(text, name="Ada Match")
    make_guild_member(text, quill, name="Bela Match")
    make_guild_member(text, quill, name="Withheld", display="anonymous")

    page = ask(client).content.decode()

    both = "confirmed an e-mail address; entered a code that {} sent to its members"
    found = re.findall(r'<small class="proofs">(.*?)</small>', page)
    expected = ["confirmed an e-mail address", both.format("Quill Guild"), both.format("a guild")]
    assert sorted(found) == sorted(expected)
    assert "every name" not in page.lower()


def test_list_links_to_files_of_what_it_shows(client, text):
    make_signature(text, name="Ada Match", country="IE")

    assertContains(ask(client), 'href="/ask/signatories.csv"')
    assertContains(ask(client, country="IE"), 'href="/ask/signatories.json?country=IE"')
    assertNotContains(ask(client, q="nobody"), "signatories.csv")


def test_list_says_what_its_marks_mean(client, text):
    make_signature(text)
    assertNotContains(ask(client), "Member of a guild")

    make_guild_member(text, make_guild())

    page = ask(client)
    assertContains(page, "The guild confirmed the membership, on the date given.")
    assertNotContains(page, "The campaign team checked that this person signed.")


def test_names_say_their_language_where_their_script_tells_it(client, text):
    make_signature(text, name="山田 太郎", country="JP")
    make_signature(text, name="Ada Example", country="JP")

    page = ask(client).content.decode()

    assert 'lang="ja" title="E-mail confirmed, as of' in page
    assert '<bdi class="name" lang="" title=' in page


@pytest.mark.table(("searchable", "query", "robots"), [
    (False, "", 1), (True, "", 0), (True, "?q=ada", 1), (True, "?country=IE", 1),
])  # fmt: skip
def test_search_engines_are_let_in_by_organizers_only(client, searchable, query, robots):
    make_signature(make_text(slug="ask", searchable=searchable))

    page = client.get(f"/ask/signatories/{query}").content.decode()

    assert page.count('<meta name="robots" content="noindex">') == robots


def test_list_of_tomorrow_is_not_shown(client):
    make_signature(make_text(slug="ask", publishes_at=timezone.now() + timedelta(days=1)))

    assert ask(client).status_code == 404
