import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tidying(models.Model):
    """Words that mean the same, made one by an organizer: what is needed to undo it.

    The row lives for settings.KEEP_TIDYINGS, or until it is undone; the log has its line for
    good, under ``id`` as the batch.
    """

    class Kind(models.TextChoices):
        CREDIT = "credit", _("credits")
        OCCUPATION = "occupation", _("occupations")
        ORGANIZATION = "organization", _("organizations")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind)
    # None: of the whole site.
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, null=True, related_name="+"
    )
    number = models.PositiveIntegerField()  # of rows that were changed
    # What became one, of bodies and occupations: ids, states. Nothing of a signatory.
    details = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-tidied_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} ({self.pk})"


class Respelling(models.Model):
    """What one signature said before and after: a credit, or an occupation's id.

    These are somebody's words, so they go when the signatory does.
    """

    tidying = models.ForeignKey(Tidying, on_delete=models.CASCADE, related_name="respellings")
    signature = models.ForeignKey("Signature", on_delete=models.CASCADE, related_name="+")
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"Respelling of signature {self.signature_id}"
