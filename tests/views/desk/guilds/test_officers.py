import pytest
from pytest_django.asserts import assertContains, assertRedirects

from signatures.models import Officer, User
from tests.factories import make_guild, make_officer, make_organizer, sent, sign_in

pytestmark = pytest.mark.django_db

OFFICERS = "/desk/guilds/tin/officers/"


@pytest.fixture
def guild():
    return make_guild(slug="tin")


@pytest.fixture
def owner(client):
    user = make_organizer(email="owner@example.org")
    sign_in(client, user, reauthenticated=True)
    return user


def test_owner_adds_an_officer_who_gets_a_link(client, guild, owner):
    response = client.post(OFFICERS, {"email": "Olga@example.org"})

    assertRedirects(response, OFFICERS)
    officer = Officer.objects.get()
    assert (officer.user.email, officer.guild, officer.added_by) == (
        "olga@example.org",
        guild,
        owner,
    )
    assert (officer.user.role, sent()[0].to) == ("", ["olga@example.org"])
    assertContains(client.get(OFFICERS), "olga@example.org")


def test_who_signs_in_already_gets_no_new_password(client, guild, owner):
    User.objects.create_user("ed@example.org", "correct horse battery", role="editor")

    client.post(OFFICERS, {"email": "ed@example.org"})

    [invitation] = sent()
    assert "/accounts/password/" not in invitation.body
    assert Officer.objects.get().user.role == "editor"


@pytest.mark.table(
    ("typed", "said"),
    [
        ("olga", "Enter an e-mail address for “"),
        ("a\0@example.org", "invisible characters"),
        ("there@example.org", "This person is already an officer of this guild"),
        ("other@example.org", "This person is an officer of another guild"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, guild, owner, typed, said):
    make_officer(guild, email="there@example.org")
    make_officer(make_guild(), email="other@example.org")

    response = client.post(OFFICERS, {"email": typed})

    assertContains(response, said, status_code=422)
    assert Officer.objects.count() == 2


def test_removed_officer_is_out_at_once(client, guild, owner):
    officer = make_officer(guild)
    theirs = sign_in(type(client)(), officer.user)
    assert theirs.get("/guilds/tin/").status_code == 200

    client.post(f"{OFFICERS}{officer.user.pk}/remove/")

    assert theirs.get("/guilds/tin/").status_code == 403


def test_officers_of_another_guild_are_not_removed_here(client, guild, owner):
    other = make_officer(make_guild())

    assert client.post(f"{OFFICERS}{other.user.pk}/remove/").status_code == 404
    assert Officer.objects.count() == 1


@pytest.mark.parametrize("page", ["", "{}/remove/"])
def test_changes_want_the_second_factor_once_more(client, guild, page):
    sign_in(client, make_organizer())
    officer = make_officer(guild)

    path = OFFICERS + page.format(officer.user.pk)
    response = client.post(path, {"email": "new@example.org"})

    assert response["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert Officer.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_however_many(client, guild, owner, number, django_assert_num_queries):
    for _ in range(number):
        make_officer(guild)

    with django_assert_num_queries(11):
        client.get(OFFICERS)
