"""Editors' pages of updates."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.statements import update_mails
from signatures.models import Update
from tests.factories import (
    make_organizer,
    make_signature,
    make_update,
    sent,
    sign_in,
)

pytestmark = pytest.mark.django_db
WORDS = {"title": "They answered", "text": "They said *yes*."}


@pytest.fixture
def editor(client):
    return sign_in(client, make_organizer("editor", email="editor@example.org"))


def path(update, act=""):
    return f"/desk/ask/updates/{update.public_id}/{act}"


def test_editor_writes_previews_tests_publishes_and_sees_the_progress(editor, text, mailoutbox):
    make_signature(text, email="ada@example.org", updates=True)

    page = editor.post("/desk/ask/updates/new/", WORDS, follow=True)
    update = Update.objects.get()
    assertRedirects(page, path(update))
    assertContains(page, "They said <em>yes</em>.")
    assertContains(page, "now 1 person")
    assertContains(editor.post(path(update, "test/"), follow=True), "editor@example.org")
    assert [each.to for each in sent()] == [["editor@example.org"]]
    editor.post(path(update, "schedule/"), {"at": ""})
    update_mails.queue_due()
    assert [each.to for each in sent()][1:] == [["ada@example.org"]]

    assertContains(editor.get(path(update)), "<dt>Sent</dt><dd>1</dd>", html=False)
    assertContains(editor.get("/desk/ask/updates/"), "They answered")


def test_form_keeps_what_was_typed_and_names_what_is_missing(editor, text):
    page = editor.post("/desk/ask/updates/new/", {"title": "", "text": "Some words"})

    assert page.status_code == 422
    assertContains(page, "Fill in “Title”", status_code=422)
    assertContains(page, "Some words", status_code=422)


def test_schedule_names_what_is_wrong_at_the_field(editor, text, settings):
    settings.UPDATES_A_WEEK = 1
    make_update(text)
    draft = make_update(text, state="draft")

    page = editor.post(path(draft, "schedule/"), {"at": ""})
    assertContains(page, "at most 1 updates are sent within seven days", status_code=422)
    page = editor.post(path(draft, "schedule/"), {"at": "sometime"})
    assertContains(page, "Enter a date and time", status_code=422)
    assertContains(page, "sometime", status_code=422)


def test_second_editor_who_saves_at_once_sees_both(editor, text):
    draft = make_update(text, state="draft")

    page = editor.post(path(draft), {**WORDS, "seen": "old"})

    assertContains(page, "Someone else has changed this update", status_code=422)
    assertContains(page, "They said *yes*.", status_code=422)
    seen = page.context["seen"]
    assertRedirects(editor.post(path(draft), {**WORDS, "seen": seen}), path(draft))


def test_published_update_has_no_form_for_its_words(editor, text):
    page = editor.get(path(make_update(text)))

    assertNotContains(page, "Change the words")
    assertContains(page, "Pause sending")
    assertContains(page, "Take it back")


def test_act_that_is_unknown_or_too_late_changes_nothing(editor, text):
    draft = make_update(text, state="draft")

    for to in ("", "explode", "pause", "take_back"):
        page = editor.post(path(draft, "act/"), {"to": to}, follow=True)
        assertContains(page, "Nothing has changed")
    assertContains(editor.post(path(make_update(text), "delete/"), follow=True), "Only a draft")


def test_update_of_another_statement_is_404(editor, text):
    other = make_update()

    assert editor.get(path(other)).status_code == 404
    assert editor.post(path(other, "schedule/"), {}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_however_many(editor, text, number, django_assert_num_queries):
    for _ in range(number):
        make_update(text, state="draft")
    editor.get("/desk/ask/updates/")

    with django_assert_num_queries(10):
        editor.get("/desk/ask/updates/")
