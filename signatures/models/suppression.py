from django.db import models
from django.utils import timezone


class Suppression(models.Model):
    """A mailbox that must get no e-mail about one statement, or about any if that is None.

    Only a keyed hash of the address is stored (``tokens.fingerprint``).
    """

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, null=True)
    mailbox_hash = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=8, default="", db_default="")  # see tokens.key_id
    reason = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox_hash", "statement"],
                nulls_distinct=False,
                name="suppression_once_per_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.pk})"
