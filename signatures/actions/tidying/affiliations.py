"""Affiliations that several signatories wrote, and merging of spellings that mean the same."""

from collections.abc import Sequence

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Count, QuerySet

from signatures.actions.evidence import voices
from signatures.actions.tidying import spellings
from signatures.actions.tidying.spellings import CHUNK, MOST, MOST_SPELLINGS, Spelling
from signatures.errors import UnlikeError
from signatures.models import Affiliation, Signature, Statement, Tidying, User

MOST_SUGGESTED = 50
MOST_SHOWN = 200
CACHED_FOR = 15  # times as long as a page is cached
# Affiliations that are public, or will be if their signatures are published.
SEEN = {
    "state": Affiliation.State.PUBLISHED,
    "signature__state__in": [Signature.State.HELD, Signature.State.PUBLISHED],
    "signature__display": Signature.Display.FULL,
}


def suggested(statement: Statement) -> list[str]:
    """Return names to offer on the form: public ones of two signatories or more.

    A name that one person wrote is not offered, so that no typing error spreads.
    """
    known = [name for _, name, number in frequent(statement) if number > 1]
    return known[:MOST_SUGGESTED]


def most_frequent(statement: Statement, most: int) -> list[tuple[str, str, int]]:
    """Return key, most frequent spelling and number of signatories of each public affiliation."""
    found: dict[str, tuple[str, int]] = {}
    numbers = Affiliation.objects.public(statement).values("key", "name")
    for each in numbers.annotate(number=Count("pk")).order_by("-number", "name"):
        name, number = found.get(each["key"], (each["name"], 0))
        found[each["key"]] = name, number + each["number"]
    rows = [(key, name, number) for key, (name, number) in found.items()]
    return sorted(rows, key=lambda row: (-row[2], row[1]))[:most]


def frequent(statement: Statement) -> list[tuple[str, str, int]]:
    """Return the ``MOST_SHOWN`` affiliations with most signatories, cached for half a minute.

    Counting them reads every affiliation of the statement, which is too much for each reader.
    """
    pages, key = caches["pages"], f"frequent-affiliations-{statement.pk}"
    found = pages.get(key)
    if found is None:
        found = most_frequent(statement, MOST_SHOWN)
        pages.set(key, found, CACHED_FOR * settings.PAGE_CACHE_TIMEOUT.total_seconds())
    return found


def suggest(statement: Statement) -> list[list[Spelling]]:
    """Return groups of affiliations that may mean the same, the most frequent first."""
    numbers = Affiliation.objects.filter(statement=statement, **SEEN).values("name")
    counted = numbers.annotate(number=Count("pk")).order_by("-number", "name")
    known = {each["name"]: each["number"] for each in counted[:MOST_SPELLINGS]}
    return spellings.groups(known)


@transaction.atomic
def tidy(statement: Statement, typed: Sequence[str], *, keep: str, by: User) -> Tidying | None:
    """Give the first MOST signatures with one of the spellings ``typed`` the affiliation ``keep``.

    Return None if there are none; may be repeated until then. Raises UnlikeError if the
    spellings are too different to be a group of ``suggest``, or if no one uses ``keep``.
    """
    others = spellings.others(typed, keep=keep)
    those = Affiliation.objects.filter(statement=statement, **SEEN)
    if not those.filter(name=keep).exists():
        raise UnlikeError
    found = _locked(those.filter(name__in=others))
    if not found:
        return None
    before = {each.signature_id: each.name for each in found}
    _respell(found, {each.pk: keep for each in found})
    return spellings.record(Tidying.Kind.AFFILIATION, statement, before, keep=keep, by=by)


def undo(tidying: Tidying, *, by: User) -> int:
    """Restore the affiliations that no one has changed since ``tidying``; return how many."""
    old = dict(tidying.respellings.values_list("signature", "before"))
    new = dict(tidying.respellings.values_list("signature", "after"))
    found = _locked(Affiliation.objects.filter(signature__in=old))
    same = [each for each in found if each.name == new[each.signature_id]]
    _respell(same, {each.pk: old[each.signature_id] for each in same})
    return len(same)


def _locked(affiliations: QuerySet[Affiliation]) -> list[Affiliation]:
    return list(affiliations.order_by("pk").select_for_update(of=["self"])[:MOST])


def _respell(found: Sequence[Affiliation], names: dict[int, str]) -> None:
    for each in found:
        each.name = names[each.pk]
        each.key = voices.key(each.name)
    Affiliation.objects.bulk_update(found, ["name", "key"], batch_size=CHUNK)
