from django.conf import settings
from django.db import models
from django.utils import timezone

from signatures.models.organization import Endorsement
from signatures.models.statement import Statement


class Mark(models.Model):
    """A mark that organizers define for organizations, for example “Certified by …”.

    Its words never change: what was checked for an organization is what they said at that time.
    """

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="marks")
    label = models.CharField(max_length=60)
    meaning = models.CharField(max_length=300)

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "label"], name="mark_label_is_unique")
        ]

    def __str__(self) -> str:
        return self.label


class GivenMark(models.Model):
    """A mark that an organization has: who says so, the page that shows it, who checked, when."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="given", editable=False)
    endorsement = models.ForeignKey(
        Endorsement, on_delete=models.CASCADE, related_name="marks", db_index=False
    )
    according_to = models.CharField(max_length=120)  # a register or an organization, not a person
    url = models.URLField()
    checked_on = models.DateField()
    # Who last checked it. The public page says “the campaign team”; the desk says who.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["mark__label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["endorsement", "mark"], name="given_mark_once_an_organization"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} for {self.endorsement_id}"

    @property
    def statement(self) -> Statement:
        return self.mark.statement
