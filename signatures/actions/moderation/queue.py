"""Who looks at which held signature, so that two people do not do the same work.

Being taken only sends the others past a row. What decides a race is the move itself
(moving.py), so a row that was taken and forgotten is in nobody's way: it is free again soon.
"""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from signatures.models import ReviewClaim, SetAside, Signature, Statement, User

TAKEN_FOR = timedelta(minutes=10)
MOST_TRIES = 20  # one is lost to each colleague who takes the same row in the same moment

# Each part is a walk along an index, oldest first, that ends at the first row: what this person
# has, what is free, and what they left for later. What they agreed to waits for somebody else.
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
    """Return the id of what ``person`` has taken, or else of what they may take; None for none.

    ``reason`` is a code to be among the reasons to hold, "" for any.
    """
    facts = {"by": person.pk, "statement": statement.pk, "reason": reason, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(NEXT, facts)
        row = cursor.fetchone()
    return row[0] if row else None


def take_next(statement: Statement, *, by: User, reason: str = "") -> int | None:
    """Take the oldest that nobody has, and let go of what ``by`` had; return its id, or None."""
    _let_go(by)
    for _ in range(MOST_TRIES):
        found = next_for(by, statement, reason=reason)
        if found is None or _take(found, by=by):
            return found
    return None


def take(signature: Signature, *, by: User) -> bool:
    """Take a held signature, and let go of what ``by`` had; False while somebody else has it.

    Whoever has it already has it for another ten minutes.
    """
    _let_go(by, keep=signature.pk)
    return _take(signature.pk, by=by)


def set_aside(signature: Signature, *, by: User) -> None:
    """Leave ``signature`` for later: it comes again to ``by`` after all others. Repeatable."""
    SetAside.objects.update_or_create(
        signature=signature, by=by, defaults={"since": timezone.now()}
    )


def taken_by_another(signature: Signature, *, than: User) -> ReviewClaim | None:
    """Return who has it, unless that is ``than`` or the time is over."""
    alive = ReviewClaim.objects.filter(signature=signature, until__gt=timezone.now())
    return alive.exclude(by=than).select_related("by").first()


def forget_what_was_decided() -> int:
    """Delete what the queue knows of signatures that wait no more; return how many rows."""
    over, _ = ReviewClaim.objects.filter(until__lt=timezone.now()).delete()
    decided, _ = SetAside.objects.exclude(signature__state=Signature.State.HELD).delete()
    return over + decided


def _take(signature: int, *, by: User) -> bool:
    now = timezone.now()
    facts = {"id": signature, "by": by.pk, "now": now, "until": now + TAKEN_FOR}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts)
        return cursor.fetchone() is not None


def _let_go(person: User, *, keep: int | None = None) -> None:
    """A statement of its own, lest two who take from one another wait in a circle."""
    ReviewClaim.objects.filter(by=person).exclude(signature=keep).delete()
