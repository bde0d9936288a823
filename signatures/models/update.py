import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from signatures.models.statement import Statement

# While an update is paused, its unsent e-mails fall due this late.
WHILE_PAUSED = timedelta(days=3650)


class UpdateQuerySet(models.QuerySet["Update"]):
    def published(self, of: Statement) -> "UpdateQuerySet":
        """Return what the public may read, newest first. Page, feed and e-mails start here."""
        if not of.is_public:
            return self.none()
        told = self.filter(statement=of, publish_at__lte=timezone.now(), taken_back_at=None)
        return told.order_by("-publish_at", "-pk")

    def to_send(self) -> "UpdateQuerySet":
        """Return published updates that still have signatories to e-mail."""
        now = timezone.now()
        return self.filter(
            publish_at__lte=now,
            statement__publishes_at__lte=now,
            paused_at=None,
            ended_at=None,
            taken_back_at=None,
        )


class Update(models.Model):
    """News about a statement: on its page of updates, and e-mailed to signatories who asked.

    A draft has no ``publish_at``. At that time it becomes public, if the statement is. A worker
    then queues the e-mails in the order of the signatures' ids, and has reached ``reached_id``.
    """

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="news")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    publish_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    reached_id = models.BigIntegerField(default=0, editable=False)
    to_send = models.PositiveIntegerField(null=True, editable=False)  # counted at the start
    queued = models.PositiveIntegerField(default=0, editable=False)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("publish_at"),
                condition=Q(ended_at=None, taken_back_at=None),
                name="update_to_send",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.publish_at is None

    @property
    def is_scheduled(self) -> bool:
        return self.publish_at is not None and not self.is_out

    @property
    def is_out(self) -> bool:
        """Return whether its time has come, so that its words no longer change."""
        return self.publish_at is not None and self.publish_at <= timezone.now()

    @property
    def is_being_sent(self) -> bool:
        return self.is_out and self.ended_at is None and self.taken_back_at is None
