"""Rule hits: held signatures for each rule, and those a new rule would have caught."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from signatures.actions.evidence import rule_traits
from signatures.models import HoldReason, Rule, Signature

MOST = 20_000  # held signatures that are read

COUNT = """
    SELECT reason, count(*) FROM (
        SELECT hold_reasons FROM signatures_signature WHERE state = 'held' LIMIT %(most)s
    ) held, unnest(hold_reasons) AS reason
    WHERE reason = ANY(%(reasons)s) GROUP BY 1
"""


def by_rule(rules: Sequence[int]) -> dict[int, int]:
    """Return how many held signatures each of ``rules`` (ids) is a reason for, without zeros."""
    codes = {HoldReason.of_rule(each): each for each in rules}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"most": MOST, "reasons": list(codes)})
        return {codes[reason]: number for reason, number in cursor.fetchall()}


RECENT = timedelta(days=30)
MOST_TRIED = 20_000  # signatures that a new rule is tried on
EXAMPLES = 5
MANY = 0.01  # of all signatures; a rule that catches more needs a second confirmation
COLUMNS: tuple[str, ...] = (
    "name",
    "credit",
    "mailbox",
    "mailbox_soft",
    "source_network",
    "attested_at",
    "country",
)
COLUMNS += ("added_by_organizers", "statement__form_fields", "affiliation__name", "quote__text")


@dataclass(frozen=True)
class Trial:
    """The result of trying out a rule. ``is_cut`` if only the newest signatures were tried."""

    caught: int
    tried: int
    examples: list[Signature]
    is_cut: bool

    @property
    def percent(self) -> float:
        return 100 * self.caught / self.tried if self.tried else 0.0

    @property
    def is_much(self) -> bool:
        """Return whether the rule needs a second confirmation."""
        return self.caught > MANY * self.tried


def try_out(rule: Rule) -> Trial:
    """Return what ``rule``, saved or not, would have caught among signatures of 30 days.

    Each is compared as screening compares it, so the number is what the rule would have done.
    """
    proven = Signature.objects.filter(attested_at__isnull=False).exclude(name="")
    proven = proven.select_related("statement", "affiliation", "quote")
    newest = proven.order_by("-pk")  # across statements, no index has the time
    if rule.statement_id:
        newest = proven.filter(statement=rule.statement_id).order_by("-attested_at")
    read = list(newest.only(*COLUMNS)[:MOST_TRIED])
    since = timezone.now() - RECENT
    tried = [each for each in read if each.attested_at and each.attested_at > since]
    caught = [each for each in tried if rule_traits.is_hit(each, rule.kind, rule.value)]
    return Trial(len(caught), len(tried), caught[:EXAMPLES], len(tried) == MOST_TRIED)
