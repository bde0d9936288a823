from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from signatures.models.proof_methods import Method
from signatures.models.triggers import SIGNATURE_FOLLOWS_ATTESTATIONS


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def with_guild(self) -> "AttestationQuerySet":
        """Order by age, oldest first, and fetch the guild in the same query."""
        return self.select_related("guild").order_by("pk")


class Attestation(models.Model):
    """One piece of evidence that a signature is genuine: the method and the time."""

    Method = Method

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="attestations", db_index=False
    )
    method = models.CharField(max_length=13, choices=Method)
    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, null=True, related_name="attestations"
    )
    # The officer who vouched, or who issued the evidence the member used.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )
    # Whether the roster also holds the address that the signatory confirmed.
    with_mailbox = models.BooleanField(default=False, db_default=False)
    # False for an address at the domain of a guild without Guild.address_is_membership.
    is_membership = models.BooleanField(default=True, db_default=True)
    # The date of a later roster without this member. The attestation was true at the time.
    lapsed_on = models.DateField(null=True)
    attested_at = models.DateTimeField(default=timezone.now)

    objects = AttestationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "method", "guild"],
                nulls_distinct=False,
                name="attestation_once_per_method",
            ),
            models.CheckConstraint(
                condition=Q(method="email", guild=None)
                | (~Q(method="email") & Q(guild__isnull=False)),
                name="attestation_by_a_guild_names_it",
            ),
        ]
        triggers = [SIGNATURE_FOLLOWS_ATTESTATIONS]

    def __str__(self) -> str:
        return f"{self.get_method_display()} ({self.signature_id})"
