"""Officers' pages of rosters, and the owners' at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertRedirects

from signatures.actions.guilds.roster import keys as roster_keys
from signatures.models import Decision, Roster
from signatures.text import fingerprints
from tests.factories import (
    make_guild,
    make_officer,
    make_organizer,
    make_roster,
    make_signature,
    make_text,
    roster_file,
    sign_in,
)

pytestmark = pytest.mark.django_db

PAGE, DESK = "/guilds/tin/roster/", "/desk/guilds/tin/roster/"
ADA = ("12", "Ada", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"], members=100)


def upload(client, content):
    return client.post(PAGE, {"roster": SimpleUploadedFile("roster.txt", content)})


def test_officer_downloads_the_tool_and_the_key(client, guild, officer):
    tool, key = client.get(f"{PAGE}fingerprints.py"), client.post(f"{PAGE}key/")

    assert tool.content.decode().startswith("#!/usr/bin/env python3")
    assert fingerprints.read_key(key.content.decode()) == roster_keys.of_guild(guild)
    assert key["Content-Disposition"] == 'attachment; filename="tin-key.txt"'
    assert key["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert Decision.objects.get(about="guild").to_state == "key of its rosters read"


def test_rules_are_noted_and_in_the_next_key(client, guild, officer):
    assert client.post(f"{PAGE}rules/", {"prefixes": "i-"}).status_code == 422

    client.post(f"{PAGE}rules/", {"prefixes": "i, sag", "check_letter": "on"})

    assert roster_keys.rules_of(guild) == (("I", "SAG"), True)
    assertContains(client.get(PAGE), 'value="I, SAG"')


def test_roster_from_upload_to_approval(client, guild, officer):
    response = upload(client, b"".join(roster_file(guild, ADA)))
    assertRedirects(response, f"{PAGE}1/")
    page = client.get(f"{PAGE}1/")
    assertContains(page, "Nothing has changed yet")
    assertContains(page, Roster.objects.get().sha256)

    response = client.post(f"{PAGE}1/use/", follow=True)
    assertContains(response, "We have asked the owners of this site for approval.")
    assertContains(client.post(f"{PAGE}1/use/", follow=True), "already decided this")
    owner = sign_in(client, make_organizer(), reauthenticated=True)
    assertContains(owner.get(DESK), "Roster 1 is waiting for an owner")
    assertContains(owner.post(f"{DESK}1/approve/", follow=True), "In use.")

    assert Roster.objects.get().state == "current"
    assertContains(owner.post(f"{DESK}1/revoke/", follow=True), "Revoked.")
    assertContains(owner.post(f"{DESK}1/decline/", follow=True), "already decided this")


def test_wrong_file_comes_back_with_the_reason(client, guild, officer, settings):
    assertContains(upload(client, b"a,b\n"), "that the tool has written", status_code=422)
    file = roster_file(guild, ADA)
    file[-1] = b"s\n"
    assertContains(upload(client, b"".join(file)), "Line 12 is not as", status_code=422)
    settings.ROSTER_MOST_BYTES = 5
    assertContains(upload(client, b"".join(file)), "at most 0 MB", status_code=422)
    assert not Roster.objects.exists()


def test_officer_gives_versions_up(client, guild, officer):
    make_roster(guild, ADA, officer=officer)
    make_roster(guild, ADA, officer=officer, state="read")

    for number in (1, 2):
        client.post(f"{PAGE}{number}/delete/")

    assert list(Roster.objects.values_list("state", flat=True)) == ["declined", "deleted"]
    assertContains(client.get(PAGE), "No version is in use")


def test_page_says_how_far_the_worker_is(client, guild, officer):
    make_roster(guild, ("12", "Ada Bell", "ada@example.org"), state="read")
    Roster.objects.update(state="reading", done=1)

    page = client.get(f"{PAGE}1/")

    assertContains(page, "1 of 4 hashes are read.")
    assertContains(page, 'data-hx-get="/guilds/tin/roster/1/"')


def test_without_a_key_of_the_site_there_are_no_rosters(client, guild, officer, settings):
    settings.ROSTER_KEY = ""

    assertContains(client.get(PAGE), "This site has no key for rosters yet.")
    assert upload(client, b"").status_code == 200
    assert client.post(f"{PAGE}key/").status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many(
    client, guild, officer, number, django_assert_num_queries
):
    for _ in range(number):
        make_roster(guild, ADA, officer=officer)
    client.get(PAGE)

    with django_assert_num_queries(11):
        client.get(PAGE)


def test_officer_of_another_guild_reaches_no_version(client, guild):
    make_roster(guild, ADA)
    sign_in(client, make_officer(make_guild(slug="zinc")).user, reauthenticated=True)

    assert client.get(f"{PAGE}1/").status_code == 403
    assert client.post("/guilds/zinc/roster/1/use/").status_code == 404
    assert client.post("/guilds/zinc/roster/1/delete/").status_code == 404


def test_officer_does_not_learn_who_signed(client, guild, officer):
    make_roster(guild, ADA, officer=officer)
    make_signature(make_text(), name="Ada Secret")

    for path in (PAGE, f"{PAGE}1/"):
        assert "Secret" not in client.get(path).content.decode()
