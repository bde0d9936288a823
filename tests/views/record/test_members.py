import pytest
from django.core.cache import caches

from signatures.models import Attestation, Signature
from tests.factories import make_codes, make_guild, make_guild_member, make_officer, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Players", methods=["guild_officer", "guild_sso"])


def test_page_says_what_members_signed_and_how_the_guild_vouches(client, guild):
    text = make_text(title="Ask first")
    for _ in range(5):
        make_guild_member(text, guild, name="Secret Name")
    few = make_text(title="Ask twice")
    make_guild_member(few, guild)
    hidden = make_text(title="Not yet", publishes_at=None)
    make_guild_member(hidden, guild)

    page = client.get("/members/tin/").content.decode()

    assert "Ask first</bdi></a></dt><dd>5</dd>" in page
    assert "Ask twice</bdi></a></dt><dd>fewer than 5</dd>" in page
    assert page.index("Signed in with the guild") < page.index("Confirmed by an officer")
    assert "Not yet" not in page
    assert "Secret Name" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_however_many(client, guild, number, django_assert_num_queries):
    for _ in range(number):
        make_guild_member(make_text(), guild)

    with django_assert_num_queries(11):
        client.get("/members/tin/")


@pytest.mark.parametrize("number", [1, 3])
def test_codes_are_accounted_for_in_public(client, guild, number, django_assert_num_queries):
    for _ in range(number):
        make_codes(guild, size=120, note="Sekret note")

    with django_assert_num_queries(9):
        page = client.get("/members/tin/").content.decode()

    assert page.count('>120</td><td class="figure">fewer than 5</td>') == number
    assert "Sekret" not in page


def test_page_says_since_when_and_how_to_check_with_the_guild(client, guild):
    guild.mark_permitted_at = "2026-05-03T12:00Z"
    guild.save()
    without = client.get("/members/tin/").content.decode()
    caches["pages"].clear()
    make_codes(guild)

    page = client.get("/members/tin/").content.decode()

    assert "The guild permitted the use of its name here on 3 May 2026." in without
    assert "received the codes listed below" not in without
    assert "received the codes listed below" in page


def test_page_says_which_ways_are_not_in_use_at_present(client, guild):
    make_officer(guild)

    page = client.get("/members/tin/").content.decode()

    words = '<small class="quiet">not in use at present</small>'
    assert f"Signed in with the guild {words}" in page
    assert "Confirmed by an officer of the guild</li>" in page


def test_unknown_guild_is_not_found(client):
    assert client.get("/members/lead/").status_code == 404


def test_statement_names_the_guilds_of_its_members(client, guild):
    text = make_text()
    make_guild_member(text, guild)

    page = client.get(f"/{text.statement.slug}/").content.decode()

    assert "Members of:" in page
    assert "They signed as individuals, not as representatives of the guild." in page


@pytest.mark.parametrize(("members", "shown"), [(4, False), (5, True)])
def test_few_members_do_not_give_away_who_withheld_a_name(client, guild, members, shown):
    text = make_text()
    make_guild_member(text, guild, display="anonymous")
    for _ in range(members - 1):
        make_guild_member(text, guild, display="counted")
    base = f"/{text.statement.slug}/signatories"
    api = f"/api/v1/statements/{text.statement.slug}/signatories"

    answers = [
        b"".join(answer) if answer.streaming else answer.content
        for path in (f"{base}.csv", f"{base}.json", api)
        for answer in [client.get(path)]
    ]
    page = client.get(f"{base}/").content.decode()

    assert [b"Tin Players" in each for each in answers] == [shown] * 3
    assert ("Member of Tin Players" in page) == shown
    found = client.get(f"{api}?guild=tin").json()["results"]
    assert len(found) == shown


def test_mark_is_worded_as_the_guild_wants_and_tells_a_later_roster(client, guild):
    guild.mark = "Player in good standing, Tin Players"
    guild.save()
    text = make_text()
    make_guild_member(text, guild, name="Ada Example")
    Attestation.objects.update(attested_at="2026-05-03T12:00Z")
    Attestation.objects.filter(guild=guild).update(lapsed_on="2026-11-01")
    Signature.objects.update(published_at="2026-05-03T12:00Z")

    page = client.get(f"/{text.statement.slug}/signatories/").content.decode()

    assert (
        "Player in good standing, Tin Players, verified as of 3 May 2026; "
        "not on its roster of 1 November 2026"
    ) in page
