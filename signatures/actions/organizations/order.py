"""Order of a statement's organizations on its pages."""

from django.db import transaction
from django.db.models import QuerySet

from signatures.actions.organizations.endorsements import LAST
from signatures.actions.record_keeping import audit_log, ordering, page_cache
from signatures.models import Decision, Endorsement, Statement, User


@transaction.atomic
def move(endorsement: Endorsement, where: ordering.Where, *, by: User) -> bool:
    """Move an endorsement among the published ones of its statement; False if not published."""
    # One organizer at a time; FOR NO KEY UPDATE, so that signing does not wait for it.
    statement = Statement.objects.select_for_update(no_key=True).get(pk=endorsement.statement_id)
    published = in_order(statement)
    place = ordering.move(published, endorsement.pk, where, last=LAST)
    if place is None:
        return False
    audit_log.record(
        Decision.About.ENDORSEMENT,
        subject=endorsement.organization.name,
        statement=statement,
        to_state=f"place {place}",
        by=by,
    )
    page_cache.invalidate_on_commit()
    return True


def in_order(statement: Statement) -> QuerySet[Endorsement]:
    """Return the published endorsements in order, even if the statement is not public yet."""
    published = Endorsement.objects.filter(statement=statement, state=Endorsement.State.PUBLISHED)
    return published.order_by("position", "published_at", "pk")
