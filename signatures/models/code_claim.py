from django.db import models
from django.db.models import Q
from django.utils import timezone


class CodeClaimQuerySet(models.QuerySet["CodeClaim"]):
    def used(self) -> "CodeClaimQuerySet":
        """Return claims that confirm or once confirmed a signature. A revoked code stays used."""
        return self.filter(claimed_at__isnull=False)

    def proving(self) -> "CodeClaimQuerySet":
        """Return claims that confirm a signature now."""
        return self.used().filter(revoked_at=None)


class CodeClaim(models.Model):
    """One use of a guild's code for one statement.

    No page shows which code was used, because the guild knows to whom it sent each code. Rows
    without ``claimed_at`` come from an earlier release and have no effect (CodeReservation).
    """

    batch = models.ForeignKey(
        "CodeBatch", on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    number = models.PositiveIntegerField()  # GuildCode.number
    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    signature = models.ForeignKey("Signature", on_delete=models.CASCADE, related_name="code_claims")
    # A hash of the form if it had no address, so that sending it twice does no harm.
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
