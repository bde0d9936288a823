from django.db import models
from django.db.models import Q
from django.utils import timezone

from signatures.models.triggers import TOKEN_FORGETS_ADDRESS


class TokenQuerySet(models.QuerySet["Token"]):
    def links(self) -> "TokenQuerySet":
        return self.exclude(purpose=Token.Purpose.CODE)

    def live(self) -> "TokenQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class Token(models.Model):
    """A link or code sent by e-mail. Only its hash is stored (``signatures.tokens``).

    ``email`` is the address it was sent to: it does not work if the signature's address has
    changed since. If ``expires_at`` is None, it never expires. The row outlives a deleted
    signature, so that an old link can be told from a broken one.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "confirm a signature"
        MANAGE = "manage", "see and withdraw one's own signature"
        CODE = "code", "confirm by typing"
        ENDORSE = "endorse", "confirm that one asked for an endorsement"
        AUDIT = "audit", "say whether one signed"

    sha256 = models.BinaryField(max_length=32, unique=True)
    purpose = models.CharField(max_length=7, choices=Purpose)
    signature = models.ForeignKey(
        "Signature", on_delete=models.SET_NULL, null=True, related_name="tokens"
    )
    endorsement = models.ForeignKey(
        "Endorsement", on_delete=models.SET_NULL, null=True, related_name="tokens"
    )
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            # When a signature is deleted, a trigger empties the token's address.
            models.CheckConstraint(
                condition=Q(email="") | Q(signature__isnull=False) | Q(endorsement__isnull=False),
                name="token_address_of_someone",
            ),
        ]
        triggers = [TOKEN_FORGETS_ADDRESS]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.pk})"
