from django.conf import settings
from django.db import models
from django.utils import timezone


class Mark(models.Model):
    """A mark that organizers define for organizations, such as “certified by …”."""

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
    """A mark that one organization has: the page that shows it, and who checked that, and when."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="given")
    endorsement = models.ForeignKey(
        "Endorsement", on_delete=models.CASCADE, related_name="marks", db_index=False
    )
    url = models.URLField()
    checked_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endorsement", "mark"], name="given_mark_once_an_organization"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} for {self.endorsement_id}"
