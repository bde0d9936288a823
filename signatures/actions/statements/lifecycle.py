"""Publishing, pausing and closing a statement, archiving it, deleting one that no one signed."""

from datetime import timedelta

from django.conf import settings as policy
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from signatures.actions.record_keeping import audit_log, edits, page_cache
from signatures.actions.statements import links, settings
from signatures.errors import OpenStatementError, SignedStatementError, TooLateError
from signatures.models import Batch, Decision, Rule, Statement, User, WatchedName

ABOUT = Decision.About.STATEMENT
SECOND = timedelta(seconds=1)


def publish_now(statement: Statement, *, seen: str, by: User) -> bool:
    """Make the text and the published names public; return False if they are already.

    ``seen`` is the revision of the settings on the page. Raises StaleEditError.
    """
    if statement.is_public:
        return False
    values = {"publishes_at": timezone.now()}
    return bool(settings.change(statement, values, seen=seen, by=by))


def close_now(statement: Statement, *, seen: str, by: User) -> bool:
    """End signing; return False if it has ended already. Raises StaleEditError.

    People who submitted the form before can confirm for a while. A statement that has not
    opened yet opens and closes now.
    """
    if statement.is_over:
        return False
    now = timezone.now()
    values = {"closes_at": now}
    if statement.opens_at >= now:
        values["opens_at"] = now - SECOND
    return bool(settings.change(statement, values, seen=seen, by=by))


def unpublish(statement: Statement, *, seen: str, by: User) -> bool:
    """Hide a statement that has just become public; return False if it is not public.

    It has no publication time then, so it is private again, and its launch list is deleted.
    Copies that others made stay. Raises StaleEditError, and TooLateError when it has been public
    for longer than UNDO_RELEASE_WITHIN.
    """
    if not statement.is_public:
        return False
    if not can_be_taken_back(statement):
        raise TooLateError
    return bool(settings.change(statement, {"publishes_at": None}, seen=seen, by=by))


def can_be_taken_back(statement: Statement) -> bool:
    return bool(
        statement.is_public
        and statement.archived_at is None
        and timezone.now() < statement.public_since + policy.UNDO_RELEASE_WITHIN
    )


def pause(statement: Statement, note: str, *, seen: str, by: User) -> bool:
    """Take no new signatures until ``resume``; return False if nothing changes.

    The page says so, and adds ``note``. Raises StaleEditError.
    """
    values = {"paused_at": statement.paused_at or timezone.now(), "pause_note": note}
    return bool(settings.change(statement, values, seen=seen, by=by))


def resume(statement: Statement, *, seen: str, by: User) -> bool:
    """Take signatures again; return False if signing was not paused. Raises StaleEditError."""
    values = {"paused_at": None, "pause_note": ""}
    return bool(settings.change(statement, values, seen=seen, by=by))


@transaction.atomic
def archive(statement: Statement, *, by: User) -> bool:
    """Take a statement out of every list of statements; return False if it was archived already.

    Its pages stay. It is taken off the front page, and a planned publication is dropped. Raises
    OpenStatementError while people can sign.
    """
    now = settings.locked(statement)
    if now.archived_at:
        return False
    if now.is_running:
        raise OpenStatementError
    dropped: dict[str, object] = {}
    if now.front_page:
        dropped["front_page"] = False
    if now.publishes_at and not now.is_public:
        dropped["publishes_at"] = None
    if dropped:
        settings.change(now, dropped, seen=settings.revision(now), by=by)
    Statement.objects.filter(pk=now.pk).update(archived_at=timezone.now())
    _log(now, "", "archived", by)
    return True


@transaction.atomic
def unarchive(statement: Statement, *, by: User) -> bool:
    """Put a statement back into the lists; return False if it was not archived."""
    now = settings.locked(statement)
    if now.archived_at is None:
        return False
    Statement.objects.filter(pk=now.pk).update(archived_at=None)
    _log(now, "archived", "back in the lists", by)
    return True


@transaction.atomic
def delete(statement: Statement, *, by: User) -> None:
    """Delete a statement with its texts, links, rules and watched names. The log stays.

    Raises SignedStatementError if anyone has signed or endorsed it, even if not confirmed.
    """
    now = Statement.objects.select_for_update().get(pk=statement.pk)
    for link in now.links.all():
        links.remove(link, by=by)
    for orders in (Rule, WatchedName):
        for each in orders._default_manager.filter(statement=now):
            edits.delete(each, by=by)
    try:
        with transaction.atomic():
            Batch.objects.filter(statement=now).delete()
            now.delete()
    except ProtectedError as error:
        raise SignedStatementError from error
    audit_log.record(ABOUT, subject=statement.slug, from_state="a draft", to_state="deleted", by=by)
    page_cache.invalidate_on_commit()


def can_be_deleted(statement: Statement) -> bool:
    """Return whether no one has signed or endorsed ``statement``, as far as known now."""
    return not (statement.signatures.exists() or statement.endorsements.exists())


def _log(statement: Statement, before: str, after: str, by: User) -> None:
    audit_log.record(
        ABOUT, subject="archive", statement=statement, from_state=before, to_state=after, by=by
    )
    page_cache.invalidate_on_commit()
