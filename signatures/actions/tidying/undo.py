"""Undo of merged credits, occupations and organizations, and retention of what it needs."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures.actions.organizations import organizations
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.actions.tidying import affiliations, credits, occupations
from signatures.actions.tidying import organizations as tidying_organizations
from signatures.errors import StaleEditError
from signatures.models import Decision, Organization, Tidying, User

Kind = Tidying.Kind

UNDO: dict[str, Callable[..., int]] = {
    Kind.CREDIT: credits.undo,
    Kind.OCCUPATION: occupations.undo,
    Kind.AFFILIATION: affiliations.undo,
    Kind.ORGANIZATION: tidying_organizations.undo,
}


@transaction.atomic
def undo(tidying: Tidying, *, by: User) -> int:
    """Undo ``tidying`` and return how many rows that changed.

    Rows changed since stay as they are. Raises StaleEditError if it is undone already, or if
    merged organizations can no longer be separated.
    """
    found = Tidying.objects.select_for_update().filter(pk=tidying.pk).first()
    if found is None:
        raise StaleEditError
    number = UNDO[found.kind](found, by=by)
    audit_log.record(
        Decision.About.BATCH,
        subject=f"{Kind(found.kind).value}s tidied",
        statement=found.statement,
        from_state="tidied",
        to_state="undone",
        reason=f"{number} rows",
        by=by,
        batch=found.pk,
    )
    found.delete()
    page_cache.invalidate_on_commit()
    return number


def delete_expired() -> int:
    """Delete what is needed to undo tidyings older than settings.KEEP_TIDYINGS.

    Return how many were deleted. May be repeated.
    """
    old = Tidying.objects.filter(tidied_at__lt=timezone.now() - settings.KEEP_TIDYINGS)
    forgotten = 0
    for each in old:
        with transaction.atomic():
            each.delete()
            for body in Organization.objects.filter(pk=each.details.get("organization")):
                organizations.drop(body)
            forgotten += 1
    return forgotten
