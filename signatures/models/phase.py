"""Phases of a statement. ``Statement`` says what each of them means."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from signatures.models.statement import Statement


class Phase(models.TextChoices):
    """Where a statement stands between its first draft and the archive, in this order."""

    DRAFT = "draft", _("draft")
    PRIVATE = "private", _("private collection")
    EMBARGO = "embargo", _("embargo")
    PUBLIC = "public", _("public")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


def phase_of(statement: "Statement") -> Phase:
    """Return the phase at this second."""
    if statement.archived_at is not None:
        return Phase.ARCHIVED
    if statement.is_public:
        return Phase.CLOSED if statement.is_over else Phase.PUBLIC
    now = timezone.now()
    if statement.publishes_at and statement.embargo_at and statement.embargo_at <= now:
        return Phase.EMBARGO
    return Phase.DRAFT if statement.opens_at > now else Phase.PRIVATE
