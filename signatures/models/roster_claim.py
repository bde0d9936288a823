from django.db import models
from django.utils import timezone


class RosterClaim(models.Model):
    """One member of a roster behind one signature of a statement.

    ``member`` is the stored fingerprint, as in RosterFingerprint, so that later versions can be
    compared. It becomes None when it is erased; then nothing leads to a member.
    """

    roster = models.ForeignKey("Roster", on_delete=models.PROTECT, related_name="claims")
    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, related_name="roster_claims", db_index=False
    )
    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="roster_claims"
    )
    member = models.BinaryField(max_length=32, null=True)
    claimed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild", "statement", "member"], name="roster_claim_once_a_statement"
            ),
        ]
        indexes = [models.Index(fields=["guild", "id"], name="roster_claim_in_turn")]

    def __str__(self) -> str:
        return f"{self.guild_id} for {self.statement_id} ({self.pk})"
