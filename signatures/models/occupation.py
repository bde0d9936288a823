from django.db import models
from django.utils.translation import gettext_lazy as _


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def offered(self) -> "OccupationQuerySet":
        """Return occupations on the form. The list still shows others that were chosen before."""
        return self.filter(offered=True)


class Occupation(models.Model):
    """One of the occupations a signatory can choose. Organizers edit them."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=0)
    offered = models.BooleanField(_("offered on the form"), default=True, db_default=True)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
