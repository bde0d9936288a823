import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tidying(models.Model):
    """A merge of words that mean the same, with the data needed to undo it.

    The row is deleted after settings.KEEP_TIDYINGS or when it is undone. Its line in the log,
    with ``id`` as the batch, stays.
    """

    class Kind(models.TextChoices):
        CREDIT = "credit", _("credits")
        OCCUPATION = "occupation", _("occupations")
        ORGANIZATION = "organization", _("organizations")
        AFFILIATION = "affiliation", _("affiliations")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind)
    # None for the whole site.
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, null=True, related_name="+"
    )
    number = models.PositiveIntegerField()  # of changed rows
    # For merged organizations and occupations: ids and states. No data about signatories.
    details = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-tidied_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} ({self.pk})"


class Respelling(models.Model):
    """A credit, an affiliation or an occupation's id, of one signature before and after a merge.

    It is personal data, so it is erased with the signature.
    """

    tidying = models.ForeignKey(Tidying, on_delete=models.CASCADE, related_name="respellings")
    signature = models.ForeignKey("Signature", on_delete=models.CASCADE, related_name="+")
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"Respelling of signature {self.signature_id}"
