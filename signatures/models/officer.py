from django.conf import settings
from django.db import models
from django.utils import timezone


class Officer(models.Model):
    """A person who may act for one guild and no other."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer"
    )
    guild = models.ForeignKey("Guild", on_delete=models.PROTECT, related_name="officers")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id} for {self.guild_id}"
