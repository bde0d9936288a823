from django.conf import settings
from django.db import models
from django.utils import timezone


class ReviewClaim(models.Model):
    """The organizer who reviews a held signature, and until when it is skipped for others.

    It is a courtesy, not a lock: other organizers may still decide.
    """

    signature = models.OneToOneField(
        "Signature", on_delete=models.CASCADE, primary_key=True, related_name="review_claim"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        db_table = "signatures_taking"  # earlier name; an earlier release still uses it

    def __str__(self) -> str:
        return f"{self.signature_id} by {self.by_id}"


class SetAside(models.Model):
    """A held signature that one organizer moved to the end of their own queue."""

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signature", "by"], name="set_aside_once_each"),
        ]
        indexes = [models.Index(fields=["by", "since"], name="set_aside_by_whom")]

    def __str__(self) -> str:
        return f"{self.signature_id} by {self.by_id}"
