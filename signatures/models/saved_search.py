from django.conf import settings
from django.db import models
from django.utils import timezone


class SavedSearch(models.Model):
    """A saved search of one statement's signatures, shared by all organizers."""

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField()  # as in the URL
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "name"], name="saved_search_named_once"),
        ]

    def __str__(self) -> str:
        return self.name
