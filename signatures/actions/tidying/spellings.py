"""Spellings of credits and of affiliations: groups to merge, and the record of a merge."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import UnlikeError
from signatures.models import Decision, Respelling, Statement, Tidying, User
from signatures.text import similarity

MOST = 5_000  # signatures that one click changes
CHUNK = 1_000  # signatures in one UPDATE, far below the statement_timeout of web requests (wsgi.py)
MOST_SPELLINGS = 20_000  # the most frequent ones are compared
MOST_GROUPS = 100


class Spelling(NamedTuple):
    credit: str
    number: int  # of signatures


def groups(numbers: Mapping[str, int]) -> list[list[Spelling]]:
    """Return groups of similar spellings, those with most signatures first.

    ``numbers`` has how many signatures have each spelling.
    """
    alike = similarity.groups(numbers)
    found = [[Spelling(each, numbers[each]) for each in group] for group in alike]
    found.sort(key=lambda group: -sum(each.number for each in group))
    return found[:MOST_GROUPS]


def others(spellings: Sequence[str], *, keep: str) -> list[str]:
    """Return the spellings to replace by ``keep``. Raises UnlikeError if they are too different."""
    found = sorted(set(spellings) - {keep})
    if not similarity.all_alike([keep, *found]):
        raise UnlikeError
    return found


def record(
    kind: Tidying.Kind, statement: Statement, before: Mapping[int, str], *, keep: str, by: User
) -> Tidying:
    """Store what a merge replaces, so that it can be undone, and log it.

    ``before`` has the old spelling of each signature (an id). Call in the same transaction.
    """
    tidying = Tidying.objects.create(kind=kind, statement=statement, number=len(before), by=by)
    rows = [
        Respelling(tidying=tidying, signature_id=pk, before=old, after=keep)
        for pk, old in before.items()
    ]
    Respelling.objects.bulk_create(rows, batch_size=CHUNK)
    audit_log.record(
        Decision.About.BATCH,
        subject=f"{kind.value}s tidied",
        statement=statement,
        to_state="tidied",
        reason=f"{len(before)} rows",
        by=by,
        batch=tidying.pk,
    )
    page_cache.invalidate_on_commit()
    return tidying
