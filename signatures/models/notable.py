from django.db import models
from django.utils.translation import gettext_lazy as _


class NotableHeading(models.Model):
    """A heading above the list, such as "Founding signatories", in an order organizers choose."""

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="notable_headings"
    )
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "name"], name="notable_heading_once_a_statement"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Notable(models.Model):
    """A signature that organizers place above the list. Shown only while it is published."""

    signature = models.OneToOneField("Signature", on_delete=models.CASCADE, related_name="notable")
    heading = models.ForeignKey(NotableHeading, on_delete=models.CASCADE, related_name="notables")
    credit = models.CharField(
        max_length=200, blank=True, help_text=_("Shown instead of the signatory's own credit.")
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["heading__position", "heading", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.heading} {self.position}"
