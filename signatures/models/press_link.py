import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class PressLinkQuerySet(models.QuerySet["PressLink"]):
    def live(self) -> "PressLinkQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PressLink(models.Model):
    """A link with which a named reader sees a statement under embargo, as it will be public.

    The link itself is kept encrypted, so that organizers can copy it.
    """

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="press_links")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, blank=True)
    sha256 = models.BinaryField(max_length=32, unique=True)
    sealed = models.TextField(editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    visits = models.PositiveIntegerField(default=0)
    visited_at = models.DateTimeField(null=True)

    objects = PressLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"press link {self.public_id}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
