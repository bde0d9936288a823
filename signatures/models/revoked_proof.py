from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevokedProof(models.Model):
    """An Attestation that was revoked. Its row is moved here, so that nothing counts it."""

    class Reason(models.TextChoices):
        CODE = "code", _("the guild revoked the code")
        OFFICER = "officer", _("the guild revoked its confirmation")
        ROSTER = "roster", _("the guild withdrew its roster")
        SIGN_IN = "sign_in", _("the guild says this person is not a member")
        DOMAIN = "domain", _("the guild removed an e-mail domain")
        DISPUTE = "dispute", _("the guild says the membership is someone else’s")

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="revoked_proofs"
    )
    method = models.CharField(max_length=13)
    guild = models.ForeignKey("Guild", on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()
    reason = models.CharField(max_length=8, choices=Reason)
    revoked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.method} ({self.signature_id}), {self.reason}"
