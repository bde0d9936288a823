"""How many published signatures each wording of a statement has."""

from django.utils.translation import get_language

from signatures.actions.counts import totals
from signatures.actions.record_keeping import page_cache
from signatures.models import Statement, TextVersion
from signatures.renditions.texts.wordings import Wording, Wordings, wordings


def of(statement: Statement) -> Wordings:
    """Return the wordings of ``statement``, newest first, with the number of signatures of each.

    The numbers come from the tallies and include signatures that are only counted and names that
    organizers added. Their sum is the number of all published signatures.
    """
    return page_cache.get_cached(
        f"wordings-{statement.pk}-{get_language()}", lambda: read(statement)
    )


def read(statement: Statement) -> Wordings:
    """Return the same as ``of``, read now."""
    texts = TextVersion.objects.filter(statement=statement).order_by("created_at", "pk")
    facts = list(texts.values_list("pk", "wording", "language", "number", "created_at"))
    own = [fact for fact in facts if fact[2] == statement.language] or facts
    current = max((wording for _, wording, *_ in own), default=1)
    numbers = totals.of_texts(statement) if facts else {}
    signatures: dict[int, int] = {}
    for pk, wording, *_ in facts:
        signatures[wording] = signatures.get(wording, 0) + numbers.get(pk, 0)
    first: dict[int, Wording] = {}
    for _, wording, _, number, created_at in [*own, *facts]:
        first.setdefault(
            wording,
            Wording(
                number=wording,
                version=number,
                since=created_at.date(),
                signatures=signatures[wording],
                is_current=wording == current,
            ),
        )
    signed = [(pk, code, number) for pk, _, code, number, _ in facts if numbers.get(pk, 0)]
    return wordings(list(first.values()), signed, statement.language)
