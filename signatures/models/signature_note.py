from django.conf import settings
from django.db import models
from django.utils import timezone


class SignatureNote(models.Model):
    """A note of organizers on a signature, for one another. It is erased with the signature."""

    signature = models.ForeignKey("Signature", on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
