"""Saved searches of a statement's signatures. The log has only their numbers.

Their names and conditions may be personal data.
"""

from django.db import transaction

from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, SavedSearch, Statement, User

About = Decision.About


@transaction.atomic
def add(statement: Statement, *, name: str, query: str, by: User) -> SavedSearch:
    """Save a search for all organizers. Raises IntegrityError if the name is taken."""
    saved = SavedSearch.objects.create(statement=statement, name=name, query=query, by=by)
    _log(statement, saved.pk, by, "", "saved")
    return saved


@transaction.atomic
def delete(statement: Statement, pk: int, *, by: User) -> bool:
    """Delete a saved search; return False if it is deleted already."""
    deleted, _ = SavedSearch.objects.filter(statement=statement, pk=pk).delete()
    if deleted:
        _log(statement, pk, by, "saved", "deleted")
    return bool(deleted)


def _log(statement: Statement, pk: int, by: User, before: str, after: str) -> None:
    audit_log.record(
        About.STATEMENT,
        statement=statement,
        subject=f"saved search {pk}",
        from_state=before,
        to_state=after,
        by=by,
    )
