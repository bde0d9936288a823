from django.db import models
from django.utils import timezone


class FormerAddress(models.Model):
    """A slug that a statement had before. It leads to the statement, and no other can take it."""

    slug = models.SlugField(max_length=60, unique=True)
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="former_addresses"
    )
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug
