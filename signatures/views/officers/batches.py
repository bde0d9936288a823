"""Batches of codes, as officers and owners see them: totals, never single codes."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from signatures.actions.guilds.codes import totals as code_totals
from signatures.models import CodeBatch, CodeRevocation, TextVersion
from signatures.renditions.small_counts import SMALL, hide_used


class Audience(NamedTuple):
    """The wording of a number of used codes (of how many), and the smallest that gets a row."""

    words: Callable[..., str]
    least: int
    sees_progress: bool


OWNERS = Audience(lambda number, *, of: intcomma(number), least=1, sees_progress=True)
OFFICERS = Audience(hide_used, least=SMALL, sees_progress=False)


def rows(batches: Iterable[CodeBatch], to: Audience) -> list[dict[str, Any]]:
    batches = list(batches)
    claimed = code_totals.by_batch(batches)
    return [
        {
            "batch": each,
            "claimed": to.words(claimed.get(each.pk, 0), of=each.size),
            "state": state_of(each),
        }
        for each in batches
    ]


def state_of(batch: CodeBatch) -> str:
    if batch.revoked == batch.size:
        return gettext("revoked")
    if batch.is_over and batch.state != CodeBatch.State.DECLINED:
        return gettext("ended")
    return batch.get_state_display()


def facts(batch: CodeBatch, to: Audience) -> dict[str, Any]:
    """Return all that the page of one batch shows, except its forms."""
    made = batch.state == CodeBatch.State.MADE
    [row] = rows([batch], to)
    return {
        **row,
        "guild": batch.guild,
        "is_made": made,
        "weeks": _weeks(batch, to) if made else [],
        "least": to.least,
        "revocations": [
            {
                "range": each,
                "proofs": _proofs(each, batch, to),
                "until": each.due_at if each.can_be_undone else None,
                "progress": each if to.sees_progress and each.proofs else None,
            }
            for each in (batch.revocations.select_related("by") if made else [])
        ],
    }


def _proofs(revocation: CodeRevocation, batch: CodeBatch, to: Audience) -> str:
    """Return the number of marks in words. For part of a batch it would show which codes were used.

    Officers who revoke one range after another would see where the number changes.
    """
    number = revocation.last - revocation.first + 1
    if not to.sees_progress and number < batch.size:
        return ""
    return to.words(revocation.proofs, of=number)


def _weeks(batch: CodeBatch, to: Audience) -> list[dict[str, Any]]:
    weeks = [each for each in code_totals.by_week(batch) if each.claimed >= to.least]
    wanted = {each.statement for each in weeks}
    texts = TextVersion.objects.filter(statement__in=wanted).current()
    titles = {text.statement_id: text.title for text in texts}
    return [
        {
            "title": titles[each.statement],
            "monday": each.monday,
            "claimed": to.words(each.claimed, of=batch.size),
        }
        for each in weeks
    ]
