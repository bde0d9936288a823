from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from signatures.models.proof_methods import GUILD_CHOICES


class PausedWayQuerySet(models.QuerySet["PausedWay"]):
    def on(self) -> "PausedWayQuerySet":
        """Return the pauses that last."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), opened_at=None)


class PausedWay(models.Model):
    """The latest pause of one way to prove membership of a guild, after many wrong attempts.

    Without ``ends_at`` it lasts until someone opens the way again.
    """

    guild = models.ForeignKey(
        "Guild", on_delete=models.CASCADE, related_name="paused_ways", db_index=False
    )
    method = models.CharField(max_length=13, choices=GUILD_CHOICES)
    began_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects = PausedWayQuerySet.as_manager()

    class Meta:
        ordering = ["guild", "method"]
        constraints = [
            models.UniqueConstraint(fields=["guild", "method"], name="paused_way_once"),
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.guild_id}"

    @property
    def is_on(self) -> bool:
        is_over = self.ends_at is not None and self.ends_at <= timezone.now()
        return self.opened_at is None and not is_over
