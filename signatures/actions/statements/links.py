"""Links from a statement to videos and documents, each with a picture that we serve."""

from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import Decision, Statement, StatementLink, User


@transaction.atomic
def add(
    statement: Statement, *, title: str, url: str, position: int, picture: File | None, by: User
) -> StatementLink:
    link = StatementLink(statement=statement, title=title, url=url, position=position)
    link.picture = picture or ""
    link.save(force_insert=True)
    _log(link, "", link.url, "new", by)
    return link


@transaction.atomic
def change(
    link: StatementLink,
    *,
    title: str,
    url: str,
    position: int,
    picture: File | bool | None,
    by: User,
) -> bool:
    """Change a link; return False if it has been deleted.

    ``picture`` is a new one, False to remove it, or None to keep the current one.
    """
    now = StatementLink.objects.select_for_update().filter(pk=link.pk).first()
    if now is None:
        return False
    values: dict[str, Any] = {"title": title, "url": url, "position": position}
    changed = [name for name, value in values.items() if getattr(now, name) != value]
    before, old = now.url, now.picture.name
    vars(now).update(values)
    if picture is not None:
        changed.append("picture")
        now.picture = picture or ""
        _delete_after_commit(now.picture, old)
    if changed:
        now.save(force_update=True)
        _log(now, before, now.url, ", ".join(changed), by)
    return True


@transaction.atomic
def remove(link: StatementLink, *, by: User) -> bool:
    """Delete a link and its picture; return False if they are deleted already."""
    deleted, _ = StatementLink.objects.filter(pk=link.pk).delete()
    if deleted:
        _delete_after_commit(link.picture, link.picture.name)
        _log(link, link.url, "", "deleted", by)
    return bool(deleted)


def _delete_after_commit(field: FieldFile, name: str) -> None:
    if name:
        transaction.on_commit(partial(field.storage.delete, name), robust=True)


def _log(link: StatementLink, before: str, after: str, why: str, by: User) -> None:
    audit_log.record(
        Decision.About.STATEMENT,
        statement=link.statement,
        subject="video or document",
        from_state=before,
        to_state=after,
        reason=why,
        by=by,
    )
    page_cache.invalidate_on_commit()
