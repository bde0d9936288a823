"""Review queue of held signatures, with claims so that two people do not do the same work.

A claim only makes others skip a row. The move itself (transitions.py) decides a race, so a
forgotten claim blocks no one: the row is soon free again.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from signatures.models import ReviewClaim, SetAside, Signature, Statement, User

TAKEN_FOR = timedelta(minutes=10)
MOST_TRIES = 20  # one is lost to each colleague who takes the same row at the same time

# Each part reads along an index, oldest first, and ends at the first row: a row this person has
# claimed, a free one, one they set aside. A row they approved waits for someone else.
NEXT = """
    WITH mine AS (
        SELECT 1 AS part, id FROM signatures_taking
        JOIN signatures_signature there ON id = signature_id
        WHERE by_id = %(by)s AND until > %(now)s AND {waits} LIMIT 1
    ), fresh AS (
        SELECT 2, id FROM signatures_signature there
        WHERE {waits} AND {free} AND NOT EXISTS (
            SELECT FROM signatures_setaside WHERE signature_id = there.id AND by_id = %(by)s)
        ORDER BY attested_at, id LIMIT 1
    ), later AS (
        SELECT 3, there.id FROM signatures_setaside aside
        JOIN signatures_signature there ON there.id = aside.signature_id
        WHERE aside.by_id = %(by)s AND {waits} AND {free}
        ORDER BY since LIMIT 1
    )
    SELECT id FROM (TABLE mine UNION ALL TABLE fresh UNION ALL TABLE later) found
    ORDER BY part LIMIT 1
""".format(
    waits="""there.state = 'held' AND there.statement_id = %(statement)s
            AND (%(reason)s = '' OR %(reason)s = ANY(there.hold_reasons))""",
    free="""NOT EXISTS (
            SELECT FROM signatures_taking
            WHERE signature_id = there.id AND by_id <> %(by)s AND until > %(now)s
        ) AND NOT EXISTS (
            SELECT FROM signatures_approval WHERE signature_id = there.id AND by_id = %(by)s)""",
)

TAKE = """
    INSERT INTO signatures_taking AS there (signature_id, by_id, until)
    SELECT id, %(by)s, %(until)s FROM signatures_signature WHERE id = %(id)s AND state = 'held'
    ON CONFLICT (signature_id) DO UPDATE SET by_id = excluded.by_id, until = excluded.until
        WHERE there.by_id = excluded.by_id OR there.until <= %(now)s
    RETURNING signature_id
"""


def next_for(person: User, statement: Statement, *, reason: str = "") -> int | None:
    """Return the id of the signature that ``person`` has taken, else may take next, or None.

    ``reason`` is a code that its reasons to hold must include, "" for any.
    """
    facts: dict[str, Any] = {
        "by": person.pk,
        "statement": statement.pk,
        "reason": reason,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(NEXT, facts)
        row = cursor.fetchone()
    return row[0] if row else None


def take_next(statement: Statement, *, by: User, reason: str = "") -> int | None:
    """Take the oldest free signature and release what ``by`` had; return its id, or None."""
    _let_go(by)
    for _ in range(MOST_TRIES):
        found = next_for(by, statement, reason=reason)
        if found is None or _take(found, by=by):
            return found
    return None


def take(signature: Signature, *, by: User) -> bool:
    """Take a held signature for ten minutes, and release any other that ``by`` had.

    Return False while someone else has it. May be repeated: the ten minutes start again.
    """
    _let_go(by, keep=signature.pk)
    return _take(signature.pk, by=by)


def set_aside(signature: Signature, *, by: User) -> None:
    """Leave ``signature`` for later: ``by`` gets it again after all others. May be repeated."""
    SetAside.objects.update_or_create(
        signature=signature, by=by, defaults={"since": timezone.now()}
    )


def taken_by_another(signature: Signature, *, than: User) -> ReviewClaim | None:
    """Return the claim on ``signature`` by someone other than ``than``, unless it has expired."""
    alive = ReviewClaim.objects.filter(signature=signature, until__gt=timezone.now())
    return alive.exclude(by=than).select_related("by").first()


def delete_finished() -> int:
    """Delete expired claims and set-asides of signatures no longer held; return how many."""
    over, _ = ReviewClaim.objects.filter(until__lt=timezone.now()).delete()
    decided, _ = SetAside.objects.exclude(signature__state=Signature.State.HELD).delete()
    return over + decided


def _take(signature: int, *, by: User) -> bool:
    now = timezone.now()
    facts: dict[str, Any] = {"id": signature, "by": by.pk, "now": now, "until": now + TAKEN_FOR}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts)
        return cursor.fetchone() is not None


def _let_go(person: User, *, keep: int | None = None) -> None:
    """Release what ``person`` has. A separate statement, so that two people cannot deadlock."""
    ReviewClaim.objects.filter(by=person).exclude(signature=keep).delete()
