"""Every address that organizers and officers post to, walked: a change has an entry in the log."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from signatures.actions.guilds.domains import domains
from signatures.actions.statements import settings as statement_settings
from signatures.models import Decision
from tests.dns_server import dns_server
from tests.factories import (
    make_domain,
    make_guild,
    make_officer,
    make_organizer,
    make_text,
    sign_in,
)
from tests.views.desk import (
    posts_of_guilds,
    posts_of_invitations,
    posts_of_moderation,
    posts_of_operation,
    posts_of_texts,
    posts_of_updates,
)
from tests.views.desk.posts import CASES, case
from tests.views.desk.test_rights import AT_ADMIN, addresses

pytestmark = pytest.mark.django_db

# They fill CASES.
LOADED = [posts_of_guilds, posts_of_invitations, posts_of_moderation, posts_of_texts]
LOADED += [posts_of_operation, posts_of_updates]
# What these write is no change: who looks at what just now, and what a batch would do.
NO_CHANGE = {
    "desk_addresses": set(),
    "desk_erasure": set(),
    "desk_preview_new": set(),
    "desk_preview": set(),
    "desk_tidying": set(),
    "desk_guild_sign_in_try": set(),
    "guild_sign_in_trial": set(),
    "desk_queue_take": {"taking"},
    "desk_queue_next": {"taking", "setaside"},
    "desk_batches": {"batch", "batchrow"},
    "desk_import": {"importfile", "importline"},
}
WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?signatures_(\w+)')
METHODS = ["guild_code", "guild_officer", "guild_roster", "guild_domain", "guild_sso"]
ALL = [
    (path, name)
    for path, name in addresses(get_resolver().url_patterns)
    if path.startswith(("/desk/", "/guilds/0/"))
]


@case("desk_settings")
def settings(by):
    found = make_text(slug="ask").statement
    typed = {"seen": statement_settings.revision(found), "slug": "ask", "language": "en"}
    typed |= {"opens_at": f"{found.opens_at:%Y-%m-%dT%H:%M:%S}", "moderation": "before"}
    return ["ask"], typed | {"publishes_at": f"{found.publishes_at:%Y-%m-%dT%H:%M:%S}"}


@case("guild_confirm_domain")
def confirm_domain(by):
    domain = make_domain(by.officer.guild, "tin.example", confirmed=False)
    RECORDS[domains.record_name(domain)] = [f'"{domains.record_text(domain)}"']
    return ["tin", domain.pk], {}


RECORDS = {}


@pytest.fixture(autouse=True)
def _dns(settings):
    settings.VOUCHING_SECOND_LOOKS = 0
    with dns_server(RECORDS) as address:
        settings.DNS_SERVERS = [address]
        yield


def come(client, name):
    """Sign in as someone who may post there: an officer of the guild "tin", or an owner."""
    if not name.startswith("guild_"):
        user = make_organizer()
    else:
        user = make_officer(make_guild(slug="tin", methods=METHODS, members=1000)).user
    sign_in(client, user, reauthenticated=True)
    return user


def url(name, arguments):
    if isinstance(arguments, list):
        return reverse(name, args=arguments)
    route = next(path for path, known in ALL if known == name)
    taken = {key: value for key, value in arguments.items() if key == "slug" or "-0000-" in route}
    return reverse(name, kwargs=taken)


@pytest.mark.parametrize("name", ["desk", "guild_front"])
def test_table_has_every_address_that_is_posted_to(client, name):
    come(client, name)
    start = "/guilds/" if name == "guild_front" else "/desk/"

    posted = {
        known
        for path, known in ALL
        if path.startswith(start)
        and client.post(path.replace("/guilds/0/", "/guilds/tin/", 1)).status_code != 405
    }

    named = {each for each in CASES if each.startswith("guild_") == (start == "/guilds/")}
    assert posted == named


@pytest.mark.table("name", sorted(set(CASES) - set(NO_CHANGE)))
def test_change_has_an_entry_in_the_log(client, name):
    user = come(client, name)
    arguments, typed = CASES[name](user)
    before = Decision.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    answer = client.post(url(name, arguments), typed)

    assert answer.status_code in (200, 302)
    if answer.streaming:
        assert b"".join(answer)
    log = sign_in(client, make_organizer()).get("/desk/log/")
    lines = [each for each in log.context["lines"] if each.pk > before]
    assert [each.who for each in lines if each.before or each.after] == [user.email] * len(lines)
    assert lines


@pytest.mark.table("name", sorted(NO_CHANGE))
def test_without_an_entry_nothing_changes(client, name):
    arguments, typed = CASES[name](come(client, name))

    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url(name, arguments), typed)

    assert answer.status_code in (200, 302)
    found = {table for each in queries for table in WRITES.findall(each["sql"])}
    assert found - {"limit"} == NO_CHANGE[name]


@pytest.mark.table("name", sorted(CASES))
def test_form_of_the_page_shows_no_python_object(client, name):
    """A field over a column with a database default would show its expression, and save it."""
    arguments, _ = CASES[name](come(client, name))

    page = client.get(url(name, arguments))

    assert page.status_code in (200, 405)
    if page.status_code == 200:
        assert b"DatabaseDefault" not in page.content
        assert b" object at " not in page.content


def administration(by):
    """Return the forms that change something in the administration, by the name of the address."""
    vera = make_organizer("viewer")
    new = {"email": "new@example.org", "role": "editor", "is_active": "on"}
    return {
        "signatures_user_add": ([], new),
        "signatures_user_change": ([vera.pk], {"email": vera.email, "role": "editor"}),
    }


@pytest.mark.table("name", ["signatures_user_add", "signatures_user_change"])
def test_change_in_the_administration_has_an_entry_in_the_log(client, name):
    root = make_organizer("superuser")
    sign_in(client, root, reauthenticated=True)
    arguments, typed = administration(root)[name]
    before = Decision.objects.count()

    answer = client.post(reverse(f"admin:{name}", args=arguments), typed)

    assert answer.status_code == 302
    lines = sign_in(client, make_organizer()).get("/desk/log/").context["lines"]
    assert len(lines) == Decision.objects.count() - before
    assert {each.who for each in lines} == {root.email}
    assert all(each.after for each in lines)


def test_no_other_address_of_the_administration_changes_anything(client):
    root, vera = make_organizer("superuser"), make_organizer("viewer")
    sign_in(client, root, reauthenticated=True)
    typed = {"action": "delete_selected", "_selected_action": str(vera.pk), "post": "yes"}
    typed |= {"email": vera.email, "role": "owner", "is_active": "on"}
    others = [each for each in AT_ADMIN if each[1] not in administration(root)]
    written = set()

    for path, _name in others:
        there = path.replace("/0/", f"/{vera.pk}/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(there, typed)
        assert answer.status_code < 500, there
        written |= {(there, t) for each in queries for t in WRITES.findall(each["sql"])}
        sign_in(client, root, reauthenticated=True)  # one of them signs out

    assert written == set()
    assert ("/admin/signatures/user/", "signatures_user_changelist") in others
