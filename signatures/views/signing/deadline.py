"""The end of signing, as pages after the form tell it."""

from django.conf import settings
from django.utils import timezone

from signatures.models import Statement


def context(statement: Statement) -> dict[str, object]:
    """Return when signing ends, and until when what was sent before can be confirmed.

    Either is None if it is not set or over.
    """
    ends = statement.closes_at
    until = ends and ends + settings.CONFIRM_WITHIN
    return {"closes_at": ends, "confirm_until": until if until and until > timezone.now() else None}
