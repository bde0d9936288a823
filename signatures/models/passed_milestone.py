from django.db import models
from django.utils import timezone


class PassedMilestone(models.Model):
    """A goal or milestone that a statement has passed. It is told once, even if people withdraw."""

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    passed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="passed_milestone_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number:,} of statement {self.statement_id}"
