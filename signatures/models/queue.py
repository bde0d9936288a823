from django.conf import settings
from django.db import models
from django.utils import timezone


class Taking(models.Model):
    """Who looks at a held signature, and until when the others go past it. Not a right to it."""

    signature = models.OneToOneField("Signature", on_delete=models.CASCADE, primary_key=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.signature_id} by {self.by_id}"


class SetAside(models.Model):
    """A held signature that one organizer left for later: in their queue it is at the back."""

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
