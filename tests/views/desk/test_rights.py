"""Who gets in where: every address of /desk/ and /admin/, walked, for every kind of person."""

import re

import pytest
from django.urls import URLResolver, get_resolver

from signatures.models import Right, Role
from signatures.models.rights import RIGHTS
from tests.factories import make_organizer, sign_in

pytestmark = pytest.mark.django_db

EVERYBODY = {"viewer", "moderator", "editor", "owner", "superuser"}
OWNERS = {"owner", "superuser"}
# Each view of the desk: who gets in, and what GET and POST of nothing answer them.
DESK = {
    "desk": (EVERYBODY, 200, 405),
    "desk_people": (OWNERS, 200, 422),
    "desk_role": (OWNERS, 405, 404),
    "desk_switch": (OWNERS, 405, 404),
    "desk_officers": (OWNERS, 404, 404),
    "desk_officer_remove": (OWNERS, 405, 404),
    "desk_codes": (OWNERS, 404, 405),
    "desk_batch": (OWNERS, 404, 405),
    "desk_issue": (OWNERS, 405, 404),
    "desk_decline": (OWNERS, 405, 404),
    "desk_revoke_codes": (OWNERS, 405, 404),
}
# What GET answers a superuser at /admin/ where it is not 200; no row exists there.
ADMIN = [
    (r"/admin/login/", {302}),
    (r"/admin/logout/", {405}),
    (r"/admin/autocomplete/", {403}),
    (r"/admin/r/0/0/", {404}),
    (r"/admin/nothing", {404}),
    (r".*/add/", {200, 403}),
    (r".*/delete/", {302, 403}),
    (r".*/0/(change/|history/|password/)?", {302, 404}),
]
PEOPLE = ["nobody", "no role", *Role.values, "superuser"]
WITHOUT_FACTOR = ["viewer without factor", "owner without factor", "superuser without factor"]


def addresses(patterns, before="/"):
    """Every address below ``patterns`` by the name of its view, zeros for what varies."""
    for each in patterns:
        route = before + str(each.pattern).replace("^", "").removesuffix("$")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            route = re.sub(r"\(\?P<app_label>(\w+)[^)]*\)", r"\1", route).removesuffix("$")
            route = re.sub(r"\(\?P<url>[^)]*\)", "nothing", route)
            yield re.sub(r"<[^>]+>", "0", route), each.name


ALL = list(addresses(get_resolver().url_patterns))
AT_DESK = [each for each in ALL if each[0].startswith("/desk/")]
AT_ADMIN = [each for each in ALL if each[0].startswith("/admin/")]


@pytest.fixture
def come(client):
    def come(who):
        role = who.removesuffix(" without factor")
        if who == "nobody":
            return client
        user = make_organizer("" if role == "no role" else role)
        if role != who:
            client.force_login(user)
            return client
        return sign_in(client, user, reauthenticated=True)

    return come


def test_the_walk_finds_what_there_is():
    assert {name for _, name in AT_DESK} == set(DESK)
    assert ("/admin/signatures/signature/0/change/", "signatures_signature_change") in AT_ADMIN
    assert len(AT_ADMIN) > 50


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", PEOPLE)
def test_desk_opens_to_whom_the_table_says(come, who, method):
    client = come(who)

    got = {name: client.generic(method, path).status_code for path, name in AT_DESK}

    shut = 302 if who == "nobody" else 403
    assert got == {
        name: (get if method == "GET" else post) if who in allowed else shut
        for name, (allowed, get, post) in DESK.items()
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", PEOPLE[:-1])
def test_admin_is_shut_to_all_but_superusers(come, who, method):
    client = come(who)

    got = {path: client.generic(method, path).status_code for path, _ in AT_ADMIN}

    at_login = 302 if who == "nobody" else 403
    assert got == {path: at_login if path == "/admin/login/" else 302 for path, _ in AT_ADMIN}


def test_admin_opens_to_a_superuser(come):
    client = come("superuser")

    for path, _ in AT_ADMIN:
        rules = [statuses for rule, statuses in ADMIN if re.fullmatch(rule, path)]
        assert client.get(path).status_code in (rules[0] if rules else {200}), path


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", WITHOUT_FACTOR)
def test_without_a_second_factor_every_address_leads_to_setting_one_up(come, who, method):
    client = come(who)

    for path, _ in AT_DESK + AT_ADMIN:
        response = client.generic(method, path)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/"), path


def test_nobody_is_sent_to_sign_in_and_back(client):
    assert client.get("/desk/people/")["Location"] == "/accounts/login/?next=/desk/people/"


def test_table_of_rights_is_the_one_in_the_readme():
    assert {role: sorted(rights) for role, rights in RIGHTS.items()} == {
        "owner": sorted(Right),
        "editor": ["log", "numbers", "organizations", "statements", "updates"],
        "moderator": ["log", "numbers", "signatures"],
        "viewer": ["log", "numbers"],
    }


@pytest.mark.parametrize("role", ["", *Role.values])
def test_who_is_switched_off_may_nothing(role):
    user = make_organizer(role, is_active=False)

    assert [right for right in Right if user.may(right)] == []


def test_refusal_says_whom_to_ask_and_tells_strangers_nothing(client, settings):
    settings.SITE_CONTACT = "office@example.org"
    make_organizer("owner", email="olga@example.org")

    page = sign_in(client, make_organizer("viewer")).get("/desk/people/").content.decode()
    stranger = sign_in(client, make_organizer("")).get("/desk/").content.decode()

    assert "As viewer you do not see this page." in page
    assert "olga@example.org" in page
    assert "olga@example.org" not in stranger
    assert "office@example.org" in stranger
