"""Launch list: the signatories when a statement became public, frozen from the record.

A worker makes it within seconds. If none runs, a reader's request makes it a minute later, in
one process. It is always as of the time of publication: someone published, held or rejected later
makes no difference.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from signatures.actions.record_keeping import frozen_lists
from signatures.actions.record_keeping.frozen_lists import Line
from signatures.models import LaunchLine, LaunchList, Statement

BY_READERS_AFTER = timedelta(minutes=1)  # until then a worker, if there is one, has made it
BY_READERS_FOR = timedelta(days=1)  # later, the page of the list itself makes it


def of(statement: Statement, *, wait: bool = True) -> LaunchList | None:
    """Return the launch list of a public statement, made now if there is none yet.

    May be repeated. Without ``wait``, return None while another process makes it.
    """
    if statement.is_early_copy or not statement.is_public:
        return None
    return LaunchList.objects.filter(statement=statement).first() or _freeze(statement, wait)


def is_there(statement: Statement) -> bool:
    """Tell whether the page of the list has one, or makes it because the launch is so new."""
    if statement.is_early_copy or not statement.is_public:
        return False
    is_new = timezone.now() - statement.public_since < BY_READERS_FOR
    return is_new or LaunchList.objects.filter(statement=statement).exists()


def freeze_for_reader(statement: Statement) -> None:
    """Make the list when a reader comes on the first day and no worker has made it by then."""
    if statement.is_early_copy or not statement.is_public:
        return
    if BY_READERS_AFTER <= timezone.now() - statement.public_since < BY_READERS_FOR:
        of(statement, wait=False)


def freeze_due() -> int:
    """Make the lists of statements published within the last day; return how many."""
    new = Statement.objects.public().filter(
        launch_list=None, publishes_at__gt=timezone.now() - BY_READERS_FOR
    )
    return sum(of(each) is not None for each in new)


def lines(launch: LaunchList) -> list[Line]:
    """Return every line of the list, sorted by its hash, with the names that are still public."""
    return frozen_lists.lines(LaunchLine.objects.filter(launch_list=launch), launch.statement)


@transaction.atomic
def _freeze(statement: Statement, wait: bool) -> LaunchList | None:
    locked = Statement.objects.select_for_update(no_key=True, skip_locked=not wait)
    now = locked.filter(pk=statement.pk).first()
    if now is None or not now.is_public:
        return None
    if made := LaunchList.objects.filter(statement=now).first():
        return made
    launch = LaunchList.objects.create(statement=now, published_at=now.public_since, names=0)
    hashes = frozen_lists.write(LaunchLine, launch, statement=now, at=now.public_since)
    launch.names, launch.sha256 = len(hashes), frozen_lists.list_hash(hashes)
    launch.save(update_fields=["names", "sha256"])
    return launch
