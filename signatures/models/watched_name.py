from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from signatures.models.standing_order import StandingOrder
from signatures.text.watched_names import keys, likeness


class WatchedNameQuerySet(models.QuerySet["WatchedName"]):
    def resembling(self, name: str) -> list["WatchedName"]:
        """Return the watched names for which a signature with this ``name`` is held."""
        candidates = self.filter(keys__overlap=sorted(keys.signed_keys(name)))
        return [each for each in candidates if likeness.resembles(name, each.name)]


class WatchedName(StandingOrder):
    """A name that others may misuse. Signatures with this name, or one like it, are held.

    ``keys`` lead to it from names that may resemble it (``text.watched_names.keys``).
    """

    name = models.CharField(max_length=100)
    note = models.CharField(
        max_length=200, blank=True, help_text=_("For example: how to reach this person.")
    )
    keys = ArrayField(models.TextField(), editable=False)
    # From the text of the statement: watched by itself, and not to be removed by hand.
    from_text = models.BooleanField(default=False, db_default=False, editable=False)

    objects = WatchedNameQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [GinIndex(fields=["keys"], fastupdate=False, name="watched_name_keys")]
        constraints = [
            models.CheckConstraint(condition=Q(keys__len__gt=0), name="watched_name_has_keys"),
        ]

    def __str__(self) -> str:
        return self.name
