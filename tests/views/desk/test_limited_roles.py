"""Roles for some statements: every address of the desk, walked as someone who has one."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from signatures.actions.accounts import organizers
from signatures.actions.monitoring import digest_items
from signatures.actions.record_keeping import audit_log
from signatures.actions.statements import addresses as former
from signatures.models import Decision, Statement, User
from tests.factories import (
    make_organizer,
    make_text,
    sign_in,
)
from tests.views.desk import posts_of_guilds, posts_of_moderation, posts_of_texts
from tests.views.desk.filled import fill
from tests.views.desk.posts import CASES
from tests.views.desk.test_every_change_is_logged import settings, url
from tests.views.desk.test_rights import AT_DESK

pytestmark = pytest.mark.django_db

LOADED = [posts_of_guilds, posts_of_moderation, posts_of_texts, settings]  # they fill CASES
ROLES = ["viewer", "moderator", "editor"]
PLANTED = "Plantain"  # in every word of the other statement
OPEN = {"desk", "desk_log", "desk_help", "desk_organization"}  # of the pages without a statement
HREF = re.compile(r'href="([^"#]*)')
POSTED = sorted(name for name in CASES if name.startswith("desk_"))


def limited(role, *statements):
    user = make_organizer()
    some = Statement.objects.filter(slug__in=statements)
    organizers.change_role(user, role, limited_to=some, by=make_organizer())
    user.refresh_from_db()
    return user


@pytest.fixture
def mine():
    text = make_text(slug="mine", title="Ours")
    fill(text, "Basil")
    fill(make_text(slug="plantain", title=f"{PLANTED} tea", front_page=True), PLANTED)
    audit_log.record(
        Decision.About.RULE, subject="rule 1", by=make_organizer(), reason=f"{PLANTED} rule"
    )
    return text


def links(page, at):
    found = (urljoin(at, unescape(each)) for each in HREF.findall(page))
    return {each for each in found if urlsplit(each).path.startswith("/desk/")}


@pytest.mark.parametrize("role", ROLES)
def test_pages_link_to_nothing_of_another_statement_and_to_no_page_that_is_refused(
    client, mine, role
):
    sign_in(client, limited(role, "mine"), reauthenticated=True)
    todo, seen = ["/desk/"], set()

    while todo:
        at = todo.pop()
        seen.add(at)
        answer = client.get(at, follow=True)
        page = answer.content.decode()
        assert answer.status_code == 200, at
        assert PLANTED.lower() not in page.lower(), at
        todo += sorted(links(page, at) - seen - set(todo))

    assert len(seen) > {"viewer": 4, "moderator": 25, "editor": 12}[role]


@pytest.mark.parametrize("role", ROLES)
def test_addresses_of_another_statement_are_not_found_and_those_of_the_site_refused(
    client, mine, role
):
    user = limited(role, "mine")
    sign_in(client, user, reauthenticated=True)

    for path, name in AT_DESK:
        there = path.replace("/desk/0/", "/desk/plantain/", 1)
        for answer in (client.get(there), client.post(there)):
            if there != path:
                assert answer.status_code in (403, 404), there
            elif name not in OPEN:
                assert answer.status_code == 403, there
            assert PLANTED.lower() not in answer.content.decode().lower(), there
    assert not Decision.objects.filter(by=user).exists()


@pytest.mark.table("name", POSTED)
def test_nothing_of_another_statement_can_be_changed(client, name):
    make_text(slug="mine")
    arguments, typed = CASES[name](make_organizer())
    users = [limited(role, "mine") for role in ("moderator", "editor")]
    address = url(name, arguments)

    for user in users:
        sign_in(client, user, reauthenticated=True)
        answers = [post(client, address, typed)]
        if re.search(r"/desk/ask/.*[0-9]", address):  # a row of the other one below one's own
            answers.append(post(client, address.replace("/desk/ask/", "/desk/mine/"), typed))

        assert answers[0].status_code in (403, 404), user.role
        changed = Decision.objects.filter(by=user).exclude(statement__slug="mine")
        assert list(changed) == []


def post(client, address, typed):
    for value in typed.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return client.post(address, typed)


def test_rows_of_another_statement_are_not_found_below_the_address_of_ones_own(client, mine):
    sign_in(client, limited("moderator", "mine"))
    other = Statement.objects.get(slug="plantain").signatures.filter(state="held").get()

    for there in ("signatures", "notables"):
        assert client.get(f"/desk/mine/{there}/{other.public_id}/").status_code == 404
    assert client.get(f"/desk/mine/queue/?open={other.pk}").status_code == 404


def test_former_address_of_another_statement_does_not_tell_the_new_one(client, mine):
    other = Statement.objects.get(slug="plantain")
    former.moved(other, to="plantain-two")
    Statement.objects.filter(pk=other.pk).update(slug="plantain-two")
    sign_in(client, limited("moderator", "mine"))

    assert client.get("/desk/plantain/").status_code == 404
    assert client.get("/desk/PLANTAIN-TWO/").status_code == 404
    assert sign_in(client, make_organizer()).get("/desk/plantain/").status_code == 301


def test_digest_tells_of_ones_own_statements_only(mine):
    for role, count in (("moderator", 1), ("editor", 1)):
        items = digest_items.waiting(limited(role, "mine"))

        assert [each.path.split("/")[2] for each in items] == ["mine"] * count


def test_front_page_of_the_site_stays_as_it_is(client, mine):
    sign_in(client, limited("editor", "mine"))
    page = client.get("/desk/mine/settings/")
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"front_page": "on"}
    typed |= {"seen": page.context["seen"], "goal": "500", "closes_at": "", "guild_id": ""}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}

    answer = client.post("/desk/mine/settings/", typed)

    assert answer.status_code == 302
    mine.statement.refresh_from_db()
    assert (mine.statement.goal, mine.statement.front_page) == (500, False)


def test_organization_of_two_statements_is_changed_by_those_who_work_on_both(client, mine):
    shared = mine.statement.endorsements.first().organization
    address = reverse("desk_organization", args=[shared.pk])
    sign_in(client, limited("editor", "mine"))
    assert client.get(address).status_code == 200

    shared.endorsements.create(
        statement=Statement.objects.get(slug="plantain"), state="held", confirmed_at=timezone.now()
    )

    assert client.get(address).status_code == 403
    sign_in(client, limited("editor", "mine", "plantain"))
    assert client.get(address).status_code == 200


def test_deleting_the_only_statement_leaves_none(client):
    statement = make_text(slug="mine").statement
    make_text(slug="plantain")
    user = limited("viewer", "mine")
    statement.delete()
    sign_in(client, User.objects.get(pk=user.pk))

    assert client.get("/desk/plantain/").status_code == 404
    front = client.get("/desk/").content.decode()
    assert "Your role does not cover any statement at the moment." in front


def test_owner_limits_a_role_and_opens_it_again_with_entries_in_the_log(client, mine):
    sign_in(client, make_organizer(), reauthenticated=True)
    some = {"role": "moderator", "reach": "some", "statements": ["mine"]}
    client.post("/desk/people/", {"email": "vera@example.org", **some})
    vera = User.objects.get(email="vera@example.org")
    page = client.get(reverse("desk_role", args=[vera.pk])).content.decode()
    assert 'value="mine" id="id_statements_0" checked' in page.replace(
        'aria-describedby="id_statements_helptext" ', ""
    )
    assert vera.is_limited

    client.post(reverse("desk_role", args=[vera.pk]), {"role": "editor"})
    client.post(reverse("desk_role", args=[vera.pk]), {"role": "editor", "reach": "all"})

    vera.refresh_from_db()
    assert not vera.is_limited
    lines = Decision.objects.filter(person=vera).order_by("pk")
    assert list(lines.values_list("from_state", "to_state")) == [
        ("", "moderator for mine"),
        ("moderator for mine", "editor for mine"),
        ("editor for mine", "editor"),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"role": "viewer", "reach": "some"}, "Choose at least one statement"),
        ({"role": "owner", "reach": "some", "statements": ["mine"]}, "An owner works on the whole"),
        ({"role": "viewer", "reach": "some", "statements": ["no"]}, "“Statements”"),
    ],
)
def test_limit_without_a_statement_or_of_an_owner_is_refused(client, mine, typed, said):
    sign_in(client, make_organizer(), reauthenticated=True)
    vera = make_organizer("viewer")

    answer = client.post(reverse("desk_role", args=[vera.pk]), typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Decision.objects.filter(person=vera).exists()
