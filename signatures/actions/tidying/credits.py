"""Merging of credits that mean the same: suggestions, the change, and its undo."""

from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet

from signatures.actions.tidying import spellings
from signatures.actions.tidying.spellings import CHUNK, MOST, MOST_SPELLINGS, Spelling
from signatures.errors import UnlikeError
from signatures.models import Signature, Statement, Tidying, User
from signatures.models.signature import found_by

# Signatures whose credit is public, or will be if they are published.
SEEN = {
    "state__in": [Signature.State.HELD, Signature.State.PUBLISHED],
    "display": Signature.Display.FULL,
}

SPELLINGS = """
    SELECT credit, count(*) FROM signatures_signature
    WHERE statement_id = %s AND state IN ('held', 'published') AND display = 'full'
        AND credit <> ''
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""
RESPELL = """
    UPDATE signatures_signature SET credit = new.credit, search_text = new.search_text
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (id, credit, search_text)
    WHERE signatures_signature.id = new.id
"""


def suggest(statement: Statement) -> list[list[Spelling]]:
    """Return groups of credits that may mean the same, those with most signatures first.

    Reads every signature of the statement: about a second for a million.
    """
    with connection.cursor() as cursor:
        cursor.execute(SPELLINGS, [statement.pk, MOST_SPELLINGS])
        numbers = dict(cursor.fetchall())
    return spellings.groups(numbers)


@transaction.atomic
def tidy(statement: Statement, typed: Sequence[str], *, keep: str, by: User) -> Tidying | None:
    """Give the first MOST signatures with one of the spellings ``typed`` the credit ``keep``.

    Return None if there are none; may be repeated until then. Raises UnlikeError if the
    spellings are too different to be a group of ``suggest``, or if no one uses ``keep``.
    """
    others = spellings.others(typed, keep=keep)
    those = Signature.objects.filter(statement=statement, **SEEN)
    if not those.filter(credit=keep).exists():
        raise UnlikeError
    found = _locked(those.filter(credit__in=others))
    if not found:
        return None
    _respell(found, [keep] * len(found))
    before = {each.pk: each.credit for each in found}
    return spellings.record(Tidying.Kind.CREDIT, statement, before, keep=keep, by=by)


def undo(tidying: Tidying, *, by: User) -> int:
    """Restore the credits that no one has changed since ``tidying``; return how many."""
    old = dict(tidying.respellings.values_list("signature", "before"))
    new = dict(tidying.respellings.values_list("signature", "after"))
    withdrawn = Signature.State.WITHDRAWN
    found = _locked(Signature.objects.filter(pk__in=old).exclude(state=withdrawn))
    same = [each for each in found if each.credit == new[each.pk]]
    _respell(same, [old[each.pk] for each in same])
    return len(same)


def _locked(signatures: QuerySet[Signature]) -> list[Signature]:
    """Lock in the order of ids, as transitions.py does, and return the first MOST."""
    fields = signatures.only("name", "credit", "display").order_by("pk")
    return list(fields.select_for_update(no_key=True)[:MOST])


def _respell(signatures: list[Signature], credits: list[str]) -> None:
    """Write new credits, and the search text that depends on them."""
    pairs = list(zip(signatures, credits, strict=True))
    with connection.cursor() as cursor:
        for chunk in _chunks(pairs):
            texts = [found_by(e.name, credit, e.display)["search_text"] for e, credit in chunk]
            cursor.execute(RESPELL, [[e.pk for e, _ in chunk], [c for _, c in chunk], texts])


def _chunks(pairs: list[tuple[Signature, str]]) -> Iterator[list[tuple[Signature, str]]]:
    for start in range(0, len(pairs), CHUNK):
        yield pairs[start : start + CHUNK]
