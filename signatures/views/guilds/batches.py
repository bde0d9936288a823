"""What is shown of a batch of codes, to officers and to owners: totals, never which codes."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from signatures.actions import code_totals
from signatures.models import CodeBatch, TextVersion

Words = Callable[[int], str]


def exactly(number: int) -> str:
    return intcomma(number)


def coarsely(number: int) -> str:
    """Tell few from none no more than needed: an officer knows to whom each code went."""
    if number >= code_totals.FEW:
        return intcomma(number)
    return gettext("fewer than %d") % code_totals.FEW


def rows(batches: Iterable[CodeBatch], words: Words) -> list[dict[str, Any]]:
    batches = list(batches)
    claimed = code_totals.by_batch(batches)
    return [
        {"batch": each, "claimed": words(claimed.get(each.pk, 0)), "state": state_of(each)}
        for each in batches
    ]


def state_of(batch: CodeBatch) -> str:
    if batch.revoked == batch.size:
        return gettext("revoked")
    if batch.is_over and batch.state != CodeBatch.State.DECLINED:
        return gettext("ended")
    return batch.get_state_display()


def facts(batch: CodeBatch, words: Words) -> dict[str, Any]:
    """Return what the page of one batch shows besides its forms."""
    made = batch.state == CodeBatch.State.MADE
    [row] = rows([batch], words)
    return {
        **row,
        "guild": batch.guild,
        "is_made": made,
        "weeks": _weeks(batch, words) if made else [],
        "revocations": [
            {"range": each, "proofs": words(each.proofs), "done": words(each.done)}
            for each in (batch.revocations.select_related("by") if made else [])
        ],
    }


def _weeks(batch: CodeBatch, words: Words) -> list[dict[str, Any]]:
    weeks = code_totals.by_week(batch)
    wanted = {each.statement for each in weeks}
    texts = TextVersion.objects.filter(statement__in=wanted).current()
    titles = {text.statement_id: text.title for text in texts}
    return [
        {"title": titles[each.statement], "monday": each.monday, "claimed": words(each.claimed)}
        for each in weeks
    ]
