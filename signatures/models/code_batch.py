from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CodeBatchQuerySet(models.QuerySet["CodeBatch"]):
    def live(self) -> "CodeBatchQuerySet":
        """Return batches whose codes work, or will work once they are made."""
        good = [CodeBatch.State.ISSUED, CodeBatch.State.MADE]
        return self.filter(state__in=good, ends_at__gt=timezone.now())

    def codes(self) -> int:
        """Return the number of codes in these batches, without revoked codes."""
        return self.aggregate(codes=Sum(F("size") - F("revoked")))["codes"] or 0


class CodeBatch(models.Model):
    """A batch of codes for a guild's members, issued by an owner and an officer together.

    An officer requests the batch, an owner issues it, and an officer downloads the codes. The
    codes are made during the download, and only their hashes are stored (GuildCode).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an owner")
        ISSUED = "issued", _("issued, not downloaded yet")
        MADE = "made", _("downloaded")
        DECLINED = "declined", _("declined")

    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, related_name="code_batches", db_index=False
    )
    number = models.PositiveIntegerField()  # first, second, … of this guild
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    size = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    ends_at = models.DateTimeField()
    revoked = models.PositiveIntegerField(default=0)  # codes, each counted once
    # Uses for statements that closed: their rows are deleted, only the number is kept.
    used_before = models.PositiveIntegerField(default=0, db_default=0)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    asked_at = models.DateTimeField(default=timezone.now)
    issued_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    objects = CodeBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["guild", "number"], name="code_batch_numbered"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "declined"])
                | (
                    Q(issued_by__isnull=False, issued_at__isnull=False) & ~Q(issued_by=F("officer"))
                ),
                name="code_batch_issued_by_two",
            ),
            models.CheckConstraint(
                condition=Q(revoked__lte=F("size")), name="code_batch_revoked_within_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guild_id} batch {self.number}"

    @property
    def name(self) -> str:
        """Return the name for the log. Fetch the guild in the same query."""
        return f"{self.guild.slug}, batch {self.number}"

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()


class GuildCode(models.Model):
    """One code of a batch, stored as a hash."""

    sha256 = models.BinaryField(max_length=32, primary_key=True)
    batch = models.ForeignKey(
        CodeBatch, on_delete=models.PROTECT, related_name="codes", db_index=False
    )
    number = models.PositiveIntegerField()  # from 1 to the batch's size

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="guild_code_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of batch {self.batch_id}"


class CodeRevocationQuerySet(models.QuerySet["CodeRevocation"]):
    def due(self) -> "CodeRevocationQuerySet":
        """Return revocations whose attestations are to be revoked now."""
        return self.filter(finished_at=None, due_at__lte=timezone.now())


class CodeRevocation(models.Model):
    """A revocation of codes ``first`` to ``last`` of a batch. They stop working at once.

    The table is also the queue: from ``due_at`` on, a worker revokes the attestations made with
    those codes. Until then it can be undone.
    """

    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, related_name="revocations")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proofs = models.PositiveIntegerField(default=0)  # attestations to revoke
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, db_default=Now())
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects = CodeRevocationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(finished_at=None), name="code_revocation_unfinished"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, first__lte=F("last")), name="code_revocation_is_a_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last} of batch {self.batch_id}"

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.due_at > timezone.now()
