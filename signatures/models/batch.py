import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.refusal import Refusal


class Batch(models.Model):
    """An action on many signatures at once, from its preview to its end.

    The table is the queue: a worker takes a running batch, changes some of its signatures and
    saves its progress here in the same transaction. The preview fixes the signatures (BatchRow);
    for an undo, the batch to be undone does.
    """

    class Act(models.TextChoices):
        HOLD = "hold", _("hold")
        REFUSE = "refuse", _("refuse")
        PUBLISH = "publish", _("publish")
        IMPORT = "import", _("import")
        UNDO = "undo", _("undo")

    class State(models.TextChoices):
        PLANNED = "planned", _("previewed, not started")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    act = models.CharField(max_length=7, choices=Act)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    refusal = models.CharField(max_length=12, choices=Refusal, default="", blank=True)
    reason = models.CharField(max_length=200)
    query = models.TextField(default="", blank=True)  # of the search; erased with the rows
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    total = models.PositiveIntegerField(default=0)
    states = models.JSONField(default=dict)  # number of signatures in each state
    left_out = models.JSONField(default=dict)  # number found but left out, by reason
    moved = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    # The id of the last signature processed, or of the last decision in an undo.
    reached = models.BigIntegerField(default=0)

    planned_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["statement", "-planned_at", "-id"], name="batch_newest_first"),
            models.Index(fields=["started_at"], condition=Q(state="running"), name="batch_due"),
        ]
        constraints = [
            # Only one of two concurrent undos succeeds. After a cancelled undo, another may follow.
            models.UniqueConstraint(
                fields=["undoes"],
                condition=~Q(state="cancelled") & Q(undoes__isnull=False),
                name="batch_undone_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.pk} ({self.state})"

    @property
    def looked_at(self) -> int:
        return self.moved + self.skipped

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.CANCELLED)


class BatchRow(models.Model):
    """One signature of a batch, and its state at the time of the preview."""

    pk = models.CompositePrimaryKey("batch_id", "signature_id")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    signature = models.ForeignKey(
        "Signature",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    state = models.CharField(max_length=9)

    def __str__(self) -> str:
        return f"{self.signature_id} of {self.batch_id}"
