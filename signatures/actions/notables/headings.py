"""Headings of notable signatories above the list: their names and their order."""

from django.db import IntegrityError, transaction

from signatures.actions.notables.order import lock, log_change
from signatures.errors import StaleEditError
from signatures.models import NotableHeading, Statement, User


@transaction.atomic
def step(heading: NotableHeading, *, up: bool, seen: int, by: User) -> None:
    """Move a heading, with the people below it, by one place; do nothing at either end.

    Raises StaleEditError if it is no longer at place ``seen``, counted from 0.
    """
    headings = list(lock(heading.statement_id))
    if not 0 <= seen < len(headings) or headings[seen] != heading.pk:
        raise StaleEditError
    place = seen + (-1 if up else 1)
    if not 0 <= place < len(headings):
        return
    headings.insert(place, headings.pop(seen))
    for position, pk in enumerate(headings):
        NotableHeading.objects.filter(pk=pk).exclude(position=position).update(position=position)
    _log(heading, by, f"place {seen + 1}", f"place {place + 1}")


@transaction.atomic
def add(statement: Statement, *, name: str, by: User) -> NotableHeading:
    """Add a heading below the others. Raises StaleEditError if the name is taken."""
    position = len(lock(statement.pk))
    try:
        with transaction.atomic():
            heading = NotableHeading.objects.create(
                statement=statement, name=name, position=position
            )
    except IntegrityError as error:
        raise StaleEditError from error
    _log(heading, by, "", name)
    return heading


@transaction.atomic
def rename(heading: NotableHeading, *, name: str, by: User) -> None:
    """Rename a heading. Raises StaleEditError if it was renamed since, or the name is taken."""
    found = NotableHeading.objects.filter(pk=heading.pk, name=heading.name)
    try:
        with transaction.atomic():
            renamed = found.update(name=name)
    except IntegrityError as error:
        raise StaleEditError from error
    if not renamed:
        raise StaleEditError
    if name != heading.name:
        _log(heading, by, heading.name, name)


@transaction.atomic
def delete(heading: NotableHeading, *, by: User) -> None:
    """Delete a heading. Raises StaleEditError if anyone is listed below it, or it is gone."""
    order = lock(heading.statement_id)
    if order.get(heading.pk) != []:
        raise StaleEditError
    NotableHeading.objects.filter(pk=heading.pk).delete()
    _log(heading, by, heading.name, "")


def _log(heading: NotableHeading, by: User, before: str, after: str) -> None:
    log_change(heading.statement, by, f"heading {heading.pk}", before, after)
