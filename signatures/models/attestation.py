from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def with_guild(self) -> "AttestationQuerySet":
        """Order by age, oldest first, and fetch the guild in the same query."""
        return self.select_related("guild").order_by("pk")


class Attestation(models.Model):
    """One piece of evidence that a signature is genuine: the method and the time."""

    class Method(models.TextChoices):
        EMAIL = "email", _("E-mail confirmed")
        GUILD_CODE = "guild_code", _("Guild code")
        GUILD_OFFICER = "guild_officer", _("Vouched for by an officer of the guild")
        GUILD_ROSTER = "guild_roster", _("On the guild's roster")
        GUILD_SSO = "guild_sso", _("Signed in with the guild")
        GUILD_DOMAIN = "guild_domain", _("Address at the guild’s own domain")

    GUILD_METHODS = Method.choices[1:]

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

    def __str__(self) -> str:
        return f"{self.get_method_display()} ({self.signature_id})"

    @property
    def tier(self) -> int:
        """Return the strength of this evidence, higher for stronger; ``TIERS`` has the order."""
        return tier(self.method, with_mailbox=self.with_mailbox)


# Methods by strength, weakest first. A roster that also holds the mailbox is as strong as a code.
# An identity check by an organizer is independent of this order.
TIERS = ["email", "guild_domain", "guild_roster", "guild_officer", "guild_code", "guild_sso"]


def tier(method: str, *, with_mailbox: bool = False) -> int:
    """Return the index of ``method`` in TIERS, higher for stronger."""
    return TIERS.index("guild_code" if method == "guild_roster" and with_mailbox else method)
