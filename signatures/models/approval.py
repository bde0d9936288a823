from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone

# True for a signature that the person {by} cannot publish alone: it was held for resembling a
# watched name, has never been public, and no one else has approved it. The transition itself
# checks this, so that no page can bypass it. {row} is the query's alias of signatures_signature.
NEEDS_ANOTHER = """(
    ('watched_name' = ANY({row}.hold_reasons) OR EXISTS (
        SELECT FROM signatures_decision
        WHERE signature_id = {row}.id AND 'watched_name' = ANY(held_for)
    )) AND NOT EXISTS (
        SELECT FROM signatures_decision
        WHERE signature_id = {row}.id AND 'published' IN (from_state, to_state)
    ) AND NOT EXISTS (
        SELECT FROM signatures_approval WHERE signature_id = {row}.id AND by_id <> {by}
    )
)"""


def needs_another(by: int) -> RawSQL:
    """Return NEEDS_ANOTHER for a query of signatures. ``by`` is the id of a user."""
    alone = NEEDS_ANOTHER.format(row="signatures_signature", by="%s")
    return RawSQL(alone, [by], output_field=models.BooleanField())  # noqa: S611 - no value in it


class Approval(models.Model):
    """One organizer's approval to publish a signature with a watched name. It takes two."""

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="approvals", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signature", "by"], name="approval_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.signature_id} by {self.by_id}"
