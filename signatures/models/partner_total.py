from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PartnerTotal(models.Model):
    """A number of signatures that someone else collected. It is shown apart and never counted."""

    class Way(models.TextChoices):
        PAPER = "paper", _("on paper")
        WEBSITE = "website", _("on another website")

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="partner_totals"
    )
    number = models.PositiveIntegerField()
    way = models.CharField(max_length=7, choices=Way, default=Way.PAPER)
    collected_by = models.CharField(max_length=120)  # an organization, not a person
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["-number", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="partner_total_is_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number:,} {self.way} ({self.pk})"
