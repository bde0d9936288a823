from django.db import models
from django.utils.translation import gettext_lazy as _


class Guild(models.Model):
    """A union, guild or society whose membership can be attested."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    website = models.URLField(blank=True, help_text=_("Begins with https://."))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
