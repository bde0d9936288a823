from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def with_guild(self) -> "AttestationQuerySet":
        """First proof first, its guild fetched along."""
        return self.select_related("guild").order_by("pk")


class Attestation(models.Model):
    """Evidence that a signature is genuine: how, and as of when."""

    class Method(models.TextChoices):
        EMAIL = "email", _("E-mail confirmed")
        GUILD_CODE = "guild_code", _("Guild code")
        GUILD_OFFICER = "guild_officer", _("Vouched for by an officer of the guild")
        GUILD_ROSTER = "guild_roster", _("On the guild's roster")
        GUILD_SSO = "guild_sso", _("Signed in with the guild")

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="attestations", db_index=False
    )
    method = models.CharField(max_length=13, choices=Method)
    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, null=True, related_name="attestations"
    )
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
