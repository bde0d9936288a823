"""Changes of many names on the watch list at once."""

import uuid
from collections.abc import Sequence

from django.db import connection, transaction

from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, User, WatchedName
from signatures.text.watched_names.keys import watched_keys


@transaction.atomic
def watch(names: Sequence[WatchedName], *, by: User) -> None:
    """Put ``names``, unsaved rows with their keys, on the watch list, with a log line for each.

    The log shows one line for several names, which opens.
    """
    for each in names:
        each.by = by
    added = WatchedName.objects.bulk_create(names)
    if not added:
        return
    batch = uuid.uuid4() if len(added) > 1 else None
    Decision.objects.bulk_create(
        Decision(
            about=Decision.About.WATCHED_NAME,
            subject=f"watched name {each.pk}",
            statement=each.statement,
            to_state="watched",
            by=by,
            batch=batch,
        )
        for each in added
    )
    if batch:
        audit_log.record(
            Decision.About.BATCH,
            by=by,
            subject="watched names",
            statement=added[0].statement,
            to_state=f"{len(added)} names watched",
            batch=batch,
        )


def is_there() -> bool:
    """Return whether the database has a watch list with keys: not before its migrations."""
    table = WatchedName._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, table)
    return {field.column for field in WatchedName._meta.fields} <= {each.name for each in columns}


def remake_keys(*, by: User | None = None) -> int:
    """Make the keys of all watched names again; return how many changed. May be repeated.

    Every ``migrate`` does it, because an update may have changed ``text.watched_names`` or
    ``text.folding``.
    """
    changed = 0
    for each in WatchedName.objects.order_by("pk").iterator(chunk_size=1000):
        if (keys := sorted(watched_keys(each.name))) != each.keys:
            same = WatchedName.objects.filter(pk=each.pk, name=each.name)
            changed += same.update(keys=keys)
    if changed:
        words = f"keys of {changed} names made again"
        audit_log.record(Decision.About.WATCHED_NAME, by=by, subject="watch list", to_state=words)
    return changed
