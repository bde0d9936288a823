"""Marks of organizations: the check of one noted again, and taking marks away."""

from django.db import transaction

from signatures.actions.record_keeping import edits
from signatures.models import GivenMark, Mark, User


def check_again(given: GivenMark, *, seen: str, by: User) -> list[str]:
    """Save the new proof and date of a given mark, as checked by ``by``; return what changed.

    ``seen`` is the version its editor was shown. Raises StaleEditError.
    """
    given.by = by
    return edits.save(given, by=by, seen=seen)


@transaction.atomic
def remove(mark: Mark, *, by: User) -> bool:
    """Take a mark away from all its organizations, each with a line in the log, and delete it.

    Return False if it is deleted already.
    """
    # Locked first, so that no one gives it in between.
    found = Mark.objects.select_for_update().filter(pk=mark.pk).first()
    if found is None:
        return False
    for given in found.given.select_related("mark", "endorsement__organization"):
        edits.delete(given, by=by)
    return edits.delete(found, by=by)
