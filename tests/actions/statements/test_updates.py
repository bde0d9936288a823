"""Updates from the draft to their publication, and when each step is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.record_keeping import edits
from signatures.actions.statements import update_mails, updates
from signatures.actions.statements.updates import UpdateInput
from signatures.errors import (
    NotPublicYetError,
    PublishedUpdateError,
    StaleEditError,
    TooManyUpdatesError,
)
from signatures.models import Decision, OutgoingMail, Update
from tests.factories import make_organizer, make_signature, make_text, make_update, sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = UpdateInput("They answered", "They said yes.")


@pytest.fixture
def editor():
    return make_organizer("editor", email="editor@example.org")


@pytest.fixture
def text(time_machine):
    time_machine.move_to("2026-03-03 10:00Z", tick=False)
    return make_text(slug="ask")


def seen(update):
    return edits.revision(Update.objects.get(pk=update.pk))


def log():
    found = Decision.objects.filter(about="update").order_by("pk")
    return [(each.from_state, each.to_state) for each in found]


def test_a_draft_is_written_changed_scheduled_and_made_a_draft_again(text, editor):
    update = updates.write(text.statement, UpdateInput("One", "Two."), by=editor)
    assert updates.change(update, WORDS, seen=seen(update), by=editor)
    at = timezone.now() + DAY
    updates.schedule(update, at=at, by=editor)
    assert updates.unschedule(update, by=editor)

    update.refresh_from_db()
    assert (update.title, update.text, update.publish_at) == (*WORDS, None)
    assert log() == [
        ("", "draft"),
        ("", "words changed"),
        ("draft", "published on 2026-03-04 10:00 UTC"),
        ("scheduled", "draft"),
    ]


def test_the_log_names_an_update_without_its_title(text, editor):
    updates.write(text.statement, UpdateInput("Ada Lovelace joined", "Text."), by=editor)

    [line] = Decision.objects.filter(about="update")
    assert line.subject.startswith("update ")
    assert "Ada" not in line.subject + line.to_state + line.reason


def test_change_refuses_words_over_someone_elses(text, editor):
    update = make_update(text, state="draft")
    before = seen(update)
    updates.change(update, WORDS, seen=before, by=editor)

    with pytest.raises(StaleEditError):
        updates.change(update, UpdateInput("Mine", "Mine."), seen=before, by=editor)


def test_change_refuses_what_everyone_can_read(text, editor):
    update = make_update(text)

    with pytest.raises(PublishedUpdateError):
        updates.change(update, WORDS, seen=seen(update), by=editor)


@pytest.mark.parametrize("wait", [None, DAY], ids=["never public", "public tomorrow"])
def test_schedule_refuses_a_time_before_the_statement_is_public(text, editor, wait):
    statement = text.statement
    statement.publishes_at = wait and timezone.now() + wait
    statement.save()
    update = make_update(text, state="draft")

    with pytest.raises(NotPublicYetError):
        updates.schedule(update, at=None, by=editor)


def test_schedule_refuses_more_than_the_limit_within_seven_days(text, editor, settings):
    settings.UPDATES_A_WEEK = 2
    now = timezone.now()
    for days in (0, 5):
        updates.schedule(make_update(text, state="draft"), at=now + days * DAY, by=editor)
    third = make_update(text, state="draft")

    for days in (1, 6, 6.9):
        with pytest.raises(TooManyUpdatesError):
            updates.schedule(third, at=now + days * DAY, by=editor)

    assert updates.schedule(third, at=now + 7 * DAY, by=editor)


def test_schedule_does_not_count_what_was_taken_back(text, editor, settings):
    settings.UPDATES_A_WEEK = 1
    update = make_update(text)
    updates.retract(update, by=editor)

    assert updates.schedule(make_update(text, state="draft"), at=None, by=editor)


def test_pause_holds_back_what_is_queued_and_resume_sends_it_once(text, editor, mailoutbox):
    for _ in range(3):
        make_signature(text, updates=True)
    update = make_update(text)
    update_mails.queue_due()

    assert updates.pause(update, by=editor)
    assert sent() == []
    assert update_mails.queue_due() == 0
    assert updates.resume(update, by=editor)

    assert len(sent()) == 3
    assert not updates.resume(update, by=editor)
    assert log() == [("being sent", "paused"), ("paused", "being sent")]


def test_a_retry_while_paused_waits_too(text, editor, mailoutbox):
    make_signature(text, updates=True)
    update = make_update(text)
    update_mails.queue_due()
    updates.pause(update, by=editor)
    OutgoingMail.objects.update(due_at=timezone.now())  # as after a failed attempt

    assert sent() == []

    updates.resume(update, by=editor)
    assert len(sent()) == 1


def test_take_back_sends_no_more_and_counts_what_was_sent(text, editor, mailoutbox):
    for _ in range(2):
        make_signature(text, updates=True)
    update = make_update(text)
    update_mails.queue_due()

    assert updates.retract(update, by=editor)

    assert sent() == []
    update.refresh_from_db()
    assert update_mails.progress(update).sent == 0
    assert not updates.retract(update, by=editor)
    assert update_mails.queue_due() == 0


def test_delete_takes_a_draft_only(text, editor):
    assert not updates.delete(make_update(text), by=editor)
    assert updates.delete(make_update(text, state="draft"), by=editor)

    assert Update.objects.count() == 1


def test_test_e_mail_goes_to_the_editor_alone(text, editor, mailoutbox):
    make_signature(text, updates=True)
    updates.send_test(make_update(text, state="draft"), by=editor)

    [message] = sent()

    assert message.to == ["editor@example.org"]
    assert "We met them" in message.subject
    assert "They *listened*." in message.body
    assert "<em>listened</em>" in message.alternatives[0].content
    assert "/manage/" not in message.body + message.alternatives[0].content
