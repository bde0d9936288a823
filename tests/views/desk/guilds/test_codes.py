import pytest
from pytest_django.asserts import assertContains, assertRedirects

from signatures.actions.guilds.codes import batches as code_batches
from signatures.models import CodeBatch, Decision
from tests.factories import (
    DAY,
    make_codes,
    make_guild,
    make_officer,
    make_organizer,
    make_text,
    sign_in,
    timezone,
)
from tests.views.officers.test_codes import use

pytestmark = pytest.mark.django_db

CODES = "/desk/guilds/tin/codes/"


@pytest.fixture
def guild():
    return make_guild(slug="tin", members=20)


@pytest.fixture
def owner(client):
    user = make_organizer()
    sign_in(client, user, reauthenticated=True)
    return user


def ask(guild, by=None, size=12):
    by = by or make_officer(guild).user
    return code_batches.ask(guild, size=size, ends_at=timezone.now() + DAY, note="", by=by)


def test_owner_issues_what_an_officer_asked_for(client, guild, owner):
    batch = ask(guild)
    assertContains(client.get(CODES), batch.officer.email)

    response = client.post(f"{CODES}1/issue/", follow=True)

    assertContains(response, "An officer can download the codes now.")
    batch.refresh_from_db()
    assert (batch.state, batch.issued_by) == ("issued", owner)
    assert (
        "Someone has already decided"
        in client.post(f"{CODES}1/issue/", follow=True).content.decode()
    )


@pytest.mark.parametrize("page", ["issue", "decline", "revoke"])
def test_decisions_want_the_second_factor_once_more(client, guild, page):
    sign_in(client, make_organizer())
    batch = ask(guild)

    response = client.post(f"{CODES}1/{page}/", {"first": 1, "last": 9})

    assert response["Location"].startswith("/accounts/2fa/reauthenticate/")
    batch.refresh_from_db()
    assert batch.state == "asked"


def test_owner_who_asked_cannot_issue(client, guild, owner):
    ask(guild, by=owner)

    response = client.post(f"{CODES}1/issue/", follow=True)

    assertContains(response, "You requested these codes yourself.")
    assert CodeBatch.objects.get().state == "asked"


def test_more_codes_than_members_are_not_issued(client, guild, owner):
    make_codes(guild, size=12)
    ask(guild)

    response = client.post(f"{CODES}2/issue/", follow=True)

    assertContains(response, "this guild can get at most 8 more codes")
    assert CodeBatch.objects.get(number=2).state == "asked"


def test_owner_declines_and_takes_back(client, guild, owner):
    ask(guild)
    ask(guild)
    client.post(f"{CODES}1/decline/")
    client.post(f"{CODES}2/issue/")

    assertRedirects(client.post(f"{CODES}2/decline/"), CODES)

    assert set(CodeBatch.objects.values_list("state", flat=True)) == {"declined"}
    assert Decision.objects.latest("pk").from_state == "issued"


def test_owner_revokes_a_single_code(client, guild, owner):
    batch, codes = make_codes(guild)
    use(make_text(), codes[:2])

    asked = client.post(f"{CODES}1/revoke/", {"first": "2", "last": "2"})
    assertContains(asked, "Stops 0 unused codes at once.")
    assertContains(asked, "Takes back 1 mark in 24 hours.")
    client.post(f"{CODES}1/revoke/", {"first": "2", "last": "2", "agreed": "yes"})

    page = client.get(f"{CODES}1/")
    assertContains(page, "Undo for 2 to 2")
    assertContains(page, "<dd>2</dd>")
    again = client.post(f"{CODES}1/revoke/", {"first": "2", "last": "2", "agreed": "yes"})
    assertContains(again, "All of these codes are already revoked.", status_code=422)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many(client, guild, owner, number, django_assert_num_queries):
    text = make_text()
    for _ in range(number):
        _, codes = make_codes(guild, size=5)
        use(text, codes[:number])
        ask(guild, size=5)

    with django_assert_num_queries(13):
        client.get(CODES)
    with django_assert_num_queries(11):
        client.get(f"{CODES}1/")
