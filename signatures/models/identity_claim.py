import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdentityClaimQuerySet(models.QuerySet["IdentityClaim"]):
    def waiting(self) -> "IdentityClaimQuerySet":
        """Return those that organizers have to decide, the most urgent first.

        A claim that took a name off the list waits before those whose names are still shown.
        """
        waiting = self.filter(state=IdentityClaim.State.WAITING)
        return waiting.order_by("-holds", "confirmed_at", "pk")


class IdentityClaim(models.Model):
    """A report by someone named on the list who did not sign ("This is not me").

    It counts once the link sent to ``email`` was confirmed. Only the hash of the link is stored.
    The row goes with the signature, and KEEP_CLAIMS after the decision.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        WAITING = "waiting", _("waits for the campaign team")
        UPHELD = "upheld", _("the signature was taken off the list")
        REFUSED = "refused", _("the signature stays")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="identity_claims"
    )
    state = models.CharField(max_length=11, choices=State, default=State.UNCONFIRMED)
    email = models.EmailField()
    mailbox = models.CharField(max_length=254)
    words = models.CharField(max_length=500, blank=True)
    sha256 = models.BinaryField(max_length=32, unique=True)
    holds = models.BooleanField(default=False)  # whether it took a notable name off the list
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = IdentityClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "mailbox"],
                condition=Q(decided_at=None),
                name="identity_claim_open_once_each",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "waiting"], decided_at=None)
                | Q(state__in=["upheld", "refused"], decided_at__isnull=False),
                name="identity_claim_dated_when_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirmed_at"], condition=Q(state="waiting"), name="identity_claim_waits"
            ),
            models.Index(fields=["mailbox"], name="identity_claim_of_mailbox"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.public_id}"
