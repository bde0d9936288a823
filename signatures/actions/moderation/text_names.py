"""The addressee and the byline of statements, added to the watch list automatically.

A signature in one of these names is held, so that it is never published unseen.
"""

from django.db import transaction

from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Statement, TextVersion, User, WatchedName
from signatures.text.watched_names.in_texts import names_in
from signatures.text.watched_names.keys import watched_keys

MOST = 100  # names of one statement, in all its versions and languages


@transaction.atomic
def watch(statement: Statement, *, by: User | None) -> int:
    """Watch the names in all versions of a statement, and stop watching those no longer in any.

    Return how many names changed. May be repeated. The names are not in the log.
    """
    wanted = _names(statement)
    there = WatchedName.objects.filter(statement=statement, from_text=True)
    stored = {each.name: each for each in there}
    gone = [each for name, each in stored.items() if name not in wanted]
    new = [name for name in wanted if name not in stored]
    for each in gone:
        _log(each, "watched", "deleted", by)
    WatchedName.objects.filter(pk__in=[each.pk for each in gone]).delete()
    for name in new:
        keys = sorted(watched_keys(name))
        made = WatchedName(statement=statement, name=name, keys=keys, by=by, from_text=True)
        made.save(force_insert=True)
        _log(made, "", "watched", by)
    return len(gone) + len(new)


def watch_all() -> int:
    """Watch the names of every statement; for those written before this existed.

    Return how many names changed. May be repeated: every ``migrate`` does it.
    """
    # Only the id, because ``migrate`` may stop before the newest columns are there.
    return sum(watch(each, by=None) for each in Statement.objects.only("pk").order_by("pk"))


def _names(statement: Statement) -> list[str]:
    lines = TextVersion.objects.filter(statement=statement).order_by("-pk")
    found: dict[str, None] = {}
    for addressee, byline in lines.values_list("addressee", "byline"):
        found |= dict.fromkeys([*names_in(addressee), *names_in(byline)])
    return list(found)[:MOST]


def _log(watched: WatchedName, before: str, after: str, by: User | None) -> None:
    audit_log.record(
        Decision.About.WATCHED_NAME,
        by=by,
        subject=f"watched name {watched.pk}",
        statement=watched.statement,
        from_state=before,
        to_state=after,
        reason="named in the text",
    )
