import uuid

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.moderation import bulk as batches
from signatures.actions.moderation import bulk_worker
from signatures.models import Batch, Decision, Signature
from tests.factories import make_organizer, make_signature, make_text, sign_in, totp_code

pytestmark = pytest.mark.django_db

HERE = "/desk/ask/batches/"
REFUSE = {"act": "refuse", "refusal": "automated", "reason": "a burst"}


@pytest.fixture
def mo(client):
    user = make_organizer("moderator")
    sign_in(client, user, reauthenticated=True)
    return user


@pytest.fixture
def text():
    text = make_text(slug="ask")
    for number in range(3):
        make_signature(text, name="Bot Example", email=f"bot-{number}@bad.example")
    make_signature(text, name="Person Example", email="person@good.example")
    return text


def plan(client, query="domain=bad.example", **typed):
    response = client.post(HERE, {**REFUSE, "query": query, **typed})
    batch = Batch.objects.latest("planned_at")
    assertRedirects(response, f"{HERE}{batch.pk}/")
    return batch


def states():
    return sorted(Signature.objects.values_list("state", flat=True))


def test_preview_says_how_many_and_which_and_moves_nobody(client, mo, text):
    make_signature(text, name="Bot Pending", state="pending", email="bot-9@bad.example")
    batch = plan(client)

    page = client.get(f"{HERE}{batch.pk}/")

    assertContains(page, "Refuse 3 signatures")
    assertContains(page, "automated or in bulk")
    assertContains(page, "bad.example")
    assertContains(page, "<strong>3</strong> published", html=False)
    assertContains(page, "<strong>1</strong> not confirmed yet", html=False)
    assertContains(page, "Bot Example", count=3)
    assertNotContains(page, "Person Example")
    assert not Decision.objects.exists()


def test_start_run_and_undo(client, mo, text):
    batch = plan(client)

    response = client.post(f"{HERE}{batch.pk}/start/")
    assertRedirects(response, f"{HERE}{batch.pk}/")
    running = client.get(f"{HERE}{batch.pk}/")
    assertContains(running, "Waiting for the worker")
    assertContains(running, 'data-hx-trigger="every 1s"')
    bulk_worker.run_due()

    done = client.get(f"{HERE}{batch.pk}/")
    assertContains(done, "3 of 3 done.")
    assertNotContains(done, "data-hx-trigger")
    assert states() == ["published", "rejected", "rejected", "rejected"]

    undoing = client.post(f"{HERE}{batch.pk}/undo/")
    bulk_worker.run_due()
    assert states() == ["published"] * 4
    assertContains(client.get(undoing["Location"]), "3 of 3 done.")
    assertContains(client.get(f"{HERE}{batch.pk}/"), "This was undone")


def test_cancel_discards_a_preview_and_goes_back_to_the_search(client, mo, text):
    batch = plan(client)

    response = client.post(f"{HERE}{batch.pk}/cancel/")

    assertRedirects(response, "/desk/ask/signatures/?domain=bad.example")
    assert not Batch.objects.exists()
    assert client.post(f"{HERE}{batch.pk}/start/").status_code == 404


def test_cancel_stops_what_runs_and_is_too_late_afterwards(client, mo, text, monkeypatch):
    monkeypatch.setattr(bulk_worker, "CHUNK", 2)
    batch = plan(client)
    client.post(f"{HERE}{batch.pk}/start/")
    bulk_worker._run_chunk()

    client.post(f"{HERE}{batch.pk}/cancel/")
    bulk_worker.run_due()

    assertContains(client.get(f"{HERE}{batch.pk}/"), "2 of 3 done.")
    assert states().count("rejected") == 2
    late = client.post(f"{HERE}{batch.pk}/cancel/", follow=True)
    assertContains(late, "It is already finished")


def test_of_two_who_start_or_undo_the_second_is_told(client, mo, text):
    batch = plan(client)
    client.post(f"{HERE}{batch.pk}/start/")

    again = client.post(f"{HERE}{batch.pk}/start/", follow=True)

    assertContains(again, "Someone has already started this.")
    bulk_worker.run_due()
    client.post(f"{HERE}{batch.pk}/undo/")
    again = client.post(f"{HERE}{batch.pk}/undo/", follow=True)
    assertContains(again, "There is nothing to undo")
    assert Batch.objects.filter(act="undo").count() == 1


@pytest.mark.parametrize("what", ["start", "undo"])
def test_start_and_undo_want_the_second_factor_once_more(client, text, what):
    sign_in(client, make_organizer("moderator"))
    batch = plan(client)
    if what == "undo":
        batches.start(batch, by=batch.by)
        bulk_worker.run_due()
    before = states()
    path = f"{HERE}{batch.pk}/{what}/"

    asked = client.post(path)

    where = f"/accounts/2fa/reauthenticate/?next={path.replace('/', '%2F')}"
    assertRedirects(asked, where, fetch_redirect_response=False)
    assert bulk_worker.run_due() == 0
    assert states() == before
    client.post(asked["Location"], {"code": totp_code()})
    assert bulk_worker.run_due() == 3


@pytest.mark.table(
    ("typed", "field"),
    [
        ({"act": "undo"}, "act"),
        ({"refusal": ""}, "refusal"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"query": "state=famous"}, "__all__"),
        ({"query": "name=%00"}, "__all__"),
        ({"query": "name=" + "x" * 4000}, "query"),
    ],
)
def test_mistakes_come_back_and_plan_nothing(client, mo, text, typed, field):
    response = client.post(HERE, {**REFUSE, "query": "domain=bad.example", **typed})

    assert response.status_code == 422
    assert field in response.context["batch_form"].errors
    assert not Batch.objects.exists()


def test_too_many_are_asked_to_be_narrowed(client, mo, text, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2)

    response = client.post(HERE, {**REFUSE, "query": "domain=bad.example"})

    assertContains(response, "This search finds more than 2 signatures.", status_code=422)
    assert not Batch.objects.exists()


def test_similar_names_are_decided_about_too(client, mo, text):
    assert plan(client, query="like=bot+exampel").total == 3


def test_batch_of_another_statement_is_not_found(client, mo, text):
    batch = plan(client)
    make_text(slug="other")

    assert client.get(f"/desk/other/batches/{batch.pk}/").status_code == 404
    for what in ("start", "cancel", "undo"):
        assert client.post(f"/desk/other/batches/{batch.pk}/{what}/").status_code == 404
        assert client.post(f"{HERE}{uuid.uuid4()}/{what}/").status_code == 404
    batch.refresh_from_db()
    assert batch.state == "planned"


def test_list_shows_the_latest_first(client, mo, text):
    plan(client)
    plan(client, query="domain=good.example", act="hold")

    page = client.get(HERE)

    assert [each.act for each in page.context["batches"]] == ["hold", "refuse"]
    assertContains(page, "a burst")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many(client, mo, text, count, django_assert_num_queries):
    query = "domain=bad.example" if count == 3 else "domain=good.example"
    for _ in range(count):
        batch = plan(client, query=query)

    # session, visitor, second factor (4), statement, title, and the batches
    with django_assert_num_queries(9):
        client.get(HERE)
    # besides: guilds and occupations for the conditions, the first rows, proofs and guilds
    with django_assert_num_queries(14):
        client.get(f"{HERE}{batch.pk}/")
