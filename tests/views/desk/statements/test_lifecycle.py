"""Publish now, close now, archive and delete: each says what changes before it does it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from signatures.models import Statement
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def post(client, path):
    return client.post(path, {"seen": client.get(path).context["seen"]})


def test_publish_now_says_first_what_appears(client, edith):
    text = make_text(slug="ask", publishes_at=None)
    for display in ("full", "anonymous", "counted"):
        make_signature(text, display=display)
    make_signature(text, state="held")

    page = client.get("/desk/ask/launch/publish/")
    assertContains(page, "2 signatures appear on the list. 1 more is counted without a name.")
    assertContains(page, "1 signature stays under review.")
    assert not Statement.objects.get().is_public
    post(client, "/desk/ask/launch/publish/")

    assert Client().get("/ask/").status_code == 200
    assertContains(client.get("/desk/ask/launch/publish/"), "already public")


def test_close_now_says_first_who_can_still_confirm(client, edith):
    text = make_text(slug="ask")
    make_signature(text, state="pending")

    assertContains(
        client.get("/desk/ask/launch/close/"), "1 person who has signed but not confirmed"
    )
    post(client, "/desk/ask/launch/close/")

    assert not Statement.objects.get().is_open


def test_what_changed_since_the_preview_is_not_published(client, edith):
    make_text(slug="ask", publishes_at=None)
    seen = client.get("/desk/ask/launch/publish/").context["seen"]
    Statement.objects.update(goal=9)

    response = client.post("/desk/ask/launch/publish/", {"seen": seen})

    assert response.status_code == 409
    assert not Statement.objects.get().is_public


def test_open_statement_is_closed_before_it_is_archived(client, edith):
    make_text(slug="ask")

    refused = client.post("/desk/ask/archive/", follow=True)
    post(client, "/desk/ask/launch/close/")
    done = client.post("/desk/ask/archive/", follow=True)

    assertContains(refused, "Close it first, then archive it.")
    assertContains(done, "The statement is archived.")
    assert Client().get("/ask/").status_code == 200
    assert b"/ask/" not in Client().get("/statements/").content


def test_delete_asks_first_and_only_for_a_statement_without_signatures(client, edith):
    text = make_text(slug="ask", publishes_at=timezone.now() + HOUR)

    assertContains(client.get("/desk/ask/delete/"), "are deleted for good")
    make_signature(text, state="pending")
    refused = client.post("/desk/ask/delete/", follow=True)
    assertContains(refused, "Nothing is deleted.")
    assertContains(client.get("/desk/ask/delete/"), "so it cannot be deleted")
    text.statement.signatures.all().delete()
    client.post("/desk/ask/delete/")

    assert not Statement.objects.exists()
    assertContains(client.get("/desk/log/"), "deleted")


def test_new_statement_begins_with_the_words_and_settings_of_another(client, edith):
    make_text(slug="ask", text="We ask.", goal=500, moderation="before", searchable=True)

    page = client.get("/desk/new/?like=ask")
    assertContains(page, "We ask.")
    typed = {name: each.value() or "" for name, each in _fields(page).items()}
    client.post("/desk/new/", {**typed, "slug": "ask-again", "like": "ask"})

    made = Statement.objects.get(slug="ask-again")
    assert (made.goal, made.moderation, made.searchable) == (500, "before", True)
    assert made.publishes_at is None
    assert not made.is_public


def _fields(page):
    form = page.context["form"]
    return {name: form[name] for name in form.fields}
