"""Rule hits: numbers of held signatures for each rule."""

from collections.abc import Sequence

from django.db import connection

from signatures.models import HoldReason

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
