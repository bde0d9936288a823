"""Order of notable signatories below their headings, changed by one person at a time.

Each move names the place the organizer saw. If the notable is elsewhere by now, nothing moves
and the organizer is told, so that two people never undo each other's changes unseen.
"""

from typing import NamedTuple

from django.db import transaction

from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import StaleEditError
from signatures.models import Decision, Notable, NotableHeading, Statement, User


class Place(NamedTuple):
    """A place in the order: a heading's id, and the index below that heading, from 0."""

    heading: int
    index: int  # type: ignore[assignment]  # hides the method of tuples, which nothing needs


Order = dict[int, list[int]]  # ids of notables by their heading's, both in order


def lock(statement: int) -> Order:
    """Lock the order until this transaction ends, and return it."""
    headings = NotableHeading.objects.filter(statement=statement).select_for_update(no_key=True)
    found = sorted(headings.order_by("pk"), key=lambda each: (each.position, each.pk))
    order: Order = {each.pk: [] for each in found}
    notables = Notable.objects.filter(heading__in=order).order_by("position", "pk")
    for pk, heading in notables.values_list("pk", "heading"):
        order[heading].append(pk)
    return order


@transaction.atomic
def step(notable: Notable, *, up: bool, seen: Place, by: User) -> None:
    """Move by one place, across headings: up from the first place to the end of the one before.

    Does nothing at either end. Raises StaleEditError if it is no longer at ``seen``.
    """
    order = lock(notable.signature.statement_id)
    _check(order, notable, seen)
    headings = list(order)
    beside = headings.index(seen.heading) + (-1 if up else 1)
    index = seen.index + (-1 if up else 1)
    if 0 <= index < len(order[seen.heading]):
        _put(order, notable, seen, Place(seen.heading, index), by)
    elif 0 <= beside < len(headings):
        there = headings[beside]
        _put(order, notable, seen, Place(there, len(order[there]) if up else 0), by)


@transaction.atomic
def put(notable: Notable, *, at: Place, seen: Place, by: User) -> None:
    """Move to ``at``, an index counted without the one that moves.

    Raises StaleEditError if it is no longer at ``seen``, or the heading is gone.
    """
    order = lock(notable.signature.statement_id)
    _check(order, notable, seen)
    if at.heading not in order:
        raise StaleEditError
    if at != seen:
        _put(order, notable, seen, at, by)


def log_change(statement: Statement, by: User, subject: str, before: str, after: str) -> None:
    """Write a line of the log, without a name, and invalidate the page cache."""
    audit_log.record(
        Decision.About.NOTABLE,
        subject=subject,
        statement=statement,
        from_state=before,
        to_state=after,
        by=by,
    )
    page_cache.invalidate_on_commit()


def _check(order: Order, notable: Notable, seen: Place) -> None:
    if order.get(seen.heading, [])[seen.index : seen.index + 1] != [notable.pk]:
        raise StaleEditError


def _put(order: Order, notable: Notable, seen: Place, at: Place, by: User) -> None:
    order[seen.heading].remove(notable.pk)
    order[at.heading].insert(at.index, notable.pk)
    for heading in {seen.heading, at.heading}:
        moved = [
            Notable(pk=pk, heading_id=heading, position=position)
            for position, pk in enumerate(order[heading])
        ]
        Notable.objects.bulk_update(moved, ["heading", "position"])
    names = NotableHeading.objects.in_bulk([seen.heading, at.heading])
    log_change(
        notable.signature.statement,
        by,
        str(notable.signature.public_id),
        f"{names[seen.heading]}, place {seen.index + 1}",
        f"{names[at.heading]}, place {order[at.heading].index(notable.pk) + 1}",
    )
