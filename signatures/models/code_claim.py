from django.db import models
from django.db.models import Q
from django.utils import timezone


class CodeClaimQuerySet(models.QuerySet["CodeClaim"]):
    def used(self) -> "CodeClaimQuerySet":
        """Those by which a signature is, or was, proven: revoking a code does not unuse it."""
        return self.filter(claimed_at__isnull=False)

    def proving(self) -> "CodeClaimQuerySet":
        """Those by which a signature is proven now."""
        return self.used().filter(revoked_at=None)


class CodeClaim(models.Model):
    """One code of a guild, used for one statement.

    No page shows which code was used: the guild knows to whom it sent each. Rows without
    ``claimed_at`` were written by an earlier release and count for nothing (CodeReservation).
    """

    batch = models.ForeignKey(
        "CodeBatch", on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    number = models.PositiveIntegerField()  # that of the GuildCode
    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    signature = models.ForeignKey("Signature", on_delete=models.CASCADE, related_name="code_claims")
    # Of the form that was sent without an address, so that sending it twice is no loss.
    form = models.BinaryField(max_length=32, null=True)
    reserved_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = CodeClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number", "statement"], name="code_claim_once_a_statement"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(claimed_at__isnull=False),
                name="code_claim_revoked_after_it_was_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reserved_at"], condition=Q(claimed_at=None), name="code_claim_reserved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} for {self.statement_id} ({self.pk})"
