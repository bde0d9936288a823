"""Updates: news that editors write about a statement, from the draft to its publication."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures import tokens
from signatures.actions.accounts import emails
from signatures.actions.mail import delivery
from signatures.actions.mail import updates as update_words
from signatures.actions.record_keeping import audit_log, edits, page_cache
from signatures.errors import (
    NotPublicYetError,
    PublishedUpdateError,
    StaleEditError,
    TooManyUpdatesError,
)
from signatures.models import Decision, OutgoingMail, Statement, Update, User
from signatures.models.update import WHILE_PAUSED

WEEK = timedelta(days=7)


class UpdateInput(NamedTuple):
    title: str
    text: str


@transaction.atomic
def write(statement: Statement, words: UpdateInput, *, by: User) -> Update:
    """Save a new draft, which only organizers see."""
    update = Update.objects.create(statement=statement, written_by=by, **words._asdict())
    _log(update, "", "draft", by)
    return update


@transaction.atomic
def change(update: Update, words: UpdateInput, *, seen: str, by: User) -> bool:
    """Save a draft or scheduled update; return False if nothing changed.

    ``seen`` is ``edits.revision`` of the update on the page. Raises StaleEditError and
    PublishedUpdateError.
    """
    now = _locked(update)
    if now.is_out or now.taken_back_at:
        raise PublishedUpdateError
    if (now.title, now.text) == words:
        return False
    if edits.revision(now) != seen:
        raise StaleEditError
    now.title, now.text = words
    now.save(update_fields=["title", "text"])
    _log(now, "", "words changed", by)
    return True


@transaction.atomic
def schedule(update: Update, *, at: datetime | None, by: User) -> Update:
    """Publish a draft at ``at``, or now for None or a time that has passed; return it.

    Raises PublishedUpdateError if it is not a draft, NotPublicYetError if the statement is not
    public by then, TooManyUpdatesError above UPDATES_A_WEEK.
    """
    now = timezone.now()
    at = now if at is None or at < now else at
    Statement.objects.select_for_update().get(pk=update.statement_id)  # counts one at a time
    found = _locked(update)
    if not found.is_draft or found.taken_back_at:
        raise PublishedUpdateError
    public_from = found.statement.publishes_at
    if public_from is None or public_from > at:
        raise NotPublicYetError
    if _is_too_many(found, at):
        raise TooManyUpdatesError
    found.publish_at = at
    found.save(update_fields=["publish_at"])
    _log(found, "draft", "published" if at == now else f"published on {at:%Y-%m-%d %H:%M} UTC", by)
    return found


@transaction.atomic
def unschedule(update: Update, *, by: User) -> bool:
    """Make a scheduled update a draft again; return False if it was not scheduled any more."""
    now = _locked(update)
    if not now.is_scheduled or now.taken_back_at:
        return False
    Update.objects.filter(pk=now.pk).update(publish_at=None)
    _log(now, "scheduled", "draft", by)
    return True


@transaction.atomic
def delete(update: Update, *, by: User) -> bool:
    """Delete a draft; return False if it is no longer one."""
    now = _locked(update)
    if not now.is_draft:
        return False
    now.delete()
    _log(update, "draft", "deleted", by)
    return True


@transaction.atomic
def pause(update: Update, *, by: User) -> bool:
    """Stop sending until ``resume``; return False if it is not being sent.

    E-mails that a sender already holds, at most one batch, still go out.
    """
    now = _locked(update)
    if not now.is_being_sent or now.paused_at:
        return False
    at = timezone.now()
    Update.objects.filter(pk=now.pk).update(paused_at=at)
    OutgoingMail.objects.unsent().filter(update=now).update(due_at=at + WHILE_PAUSED)
    _log(now, "being sent", "paused", by)
    return True


@transaction.atomic
def resume(update: Update, *, by: User) -> bool:
    """Send the rest of the e-mails; return False if sending was not paused."""
    now = _locked(update)
    if not now.paused_at or now.taken_back_at:
        return False
    Update.objects.filter(pk=now.pk).update(paused_at=None)
    OutgoingMail.objects.unsent().filter(update=now).update(due_at=timezone.now())
    _log(now, "paused", "being sent", by)
    transaction.on_commit(delivery.wake, robust=True)
    return True


@transaction.atomic
def retract(update: Update, *, by: User) -> bool:
    """Take an update off its page and feed, and send no more of its e-mails.

    Return False if it is a draft or is taken back. What was sent cannot be undone.
    """
    now = _locked(update)
    if now.is_draft or now.taken_back_at:
        return False
    unsent, _ = OutgoingMail.objects.unsent().filter(update=now).delete()
    now.taken_back_at = timezone.now()
    now.queued -= unsent
    now.save(update_fields=["taken_back_at", "queued"])
    _log(now, "published" if now.is_out else "scheduled", "taken back", by)
    return True


@transaction.atomic
def send_test(update: Update, *, by: User) -> None:
    """E-mail the update to the organizer alone, as signatories would get it."""
    emails.queue_notice(by.email, "emails/update_test", update_words.words(update))
    _log(update, "", "test e-mail to oneself", by)


def name(update: Update) -> str:
    """Return what the log calls an update, because its title may name people."""
    return f"update {tokens.reference(update.public_id)}"


def _locked(update: Update) -> Update:
    """Return the update as it is now, locked. Raises PublishedUpdateError if it is gone."""
    locked = Update.objects.select_for_update(of=["self"]).select_related("statement")
    found = locked.filter(pk=update.pk).first()
    if found is None:
        raise PublishedUpdateError
    return found


def _is_too_many(update: Update, at: datetime) -> bool:
    """Tell whether some seven days around ``at`` would have more than UPDATES_A_WEEK."""
    others = Update.objects.filter(statement=update.statement_id, taken_back_at=None)
    others = others.filter(publish_at__gt=at - WEEK, publish_at__lt=at + WEEK)
    there = others.exclude(pk=update.pk).values_list("publish_at", flat=True)
    times = sorted([at, *(each for each in there if each)])
    most = settings.UPDATES_A_WEEK
    return any(later - first < WEEK for first, later in zip(times, times[most:], strict=False))


def _log(update: Update, before: str, after: str, by: User) -> None:
    audit_log.record(
        Decision.About.UPDATE,
        subject=name(update),
        statement=update.statement,
        from_state=before,
        to_state=after,
        by=by,
    )
    page_cache.invalidate_on_commit()
