from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from signatures.models.signature import Signature


class EntryChange(models.Model):
    """A new entry that a signatory asks for, while it waits for an organizer.

    The old entry stays public until then. The row is deleted with the decision.
    """

    signature = models.OneToOneField(
        Signature, on_delete=models.CASCADE, related_name="entry_change"
    )
    name = models.CharField(max_length=100)
    credit = models.CharField(max_length=200, blank=True)
    occupation = models.ForeignKey(
        "Occupation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    country = models.CharField(max_length=2, blank=True)
    display = models.CharField(max_length=9, choices=Signature.Display)
    # Codes of HoldReason and rules.
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    # The first of two organizers to accept a name that resembles one on the watch list.
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Change of signature {self.signature_id}"
