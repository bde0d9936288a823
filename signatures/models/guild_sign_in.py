from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures import tokens

ACCEPTED = "active\nhonorary"


class GuildSignIn(models.Model):
    """The OpenID Connect settings by which a guild's members sign in with it.

    ``sealed_secret`` is encrypted with FINGERPRINT_KEY. To learn as little as possible, the
    site reads one claim, whose value must be one of ``accepted``. If the claim ``guild`` is
    present, it must equal ``guild_value``. After ``max_age`` minutes a member has to sign in
    again. Members are offered it once someone has signed in with these settings as a test.
    """

    class AuthMethod(models.TextChoices):
        AUTOMATIC = "", _("As the server says")
        BASIC = "client_secret_basic", _("In the header (client_secret_basic)")
        POST = "client_secret_post", _("In the form (client_secret_post)")

    guild = models.OneToOneField("Guild", on_delete=models.CASCADE, related_name="sign_in")
    issuer = models.CharField(
        max_length=200,
        help_text=_("The exact issuer address of the server. Must begin with https://"),
    )
    client_id = models.CharField(
        max_length=200, help_text=_("The ID under which the guild’s server knows this site.")
    )
    sealed_secret = models.TextField(blank=True)
    scope = models.CharField(
        max_length=200,
        default="membership",
        blank=True,
        help_text=_(
            "Requested in addition to “openid”, separated by spaces. They should return the claim "
            "below and nothing else. Leave empty if the server sends it without one."
        ),
    )
    status_claim = models.CharField(
        max_length=200,
        default="member_status",
        help_text=_(
            "The claim that shows membership. For a claim inside another, put a full stop between "
            "the names: member.status"
        ),
    )
    accepted = models.TextField(
        default=ACCEPTED,
        db_default=ACCEPTED,
        help_text=_(
            "One on each line. If the claim is true or false, enter “true”. Of a list, one "
            "accepted value is enough."
        ),
    )
    auth_method = models.CharField(
        max_length=20,
        choices=AuthMethod,
        default=AuthMethod.AUTOMATIC,
        db_default="",
        blank=True,
        help_text=_("How this site shows the secret to the server."),
    )
    guild_value = models.CharField(
        max_length=60,
        blank=True,
        help_text=_(
            "Value that the claim “guild” has for members of this guild, if the server sends it."
        ),
    )
    max_age = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 365)],
        help_text=_("Members who signed in earlier than this have to sign in again."),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    # When someone last signed in with the present settings as a test and was accepted.
    tested_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.issuer} ({self.guild_id})"

    @property
    def secret(self) -> str | None:
        """Return the client secret, or None if no configured key decrypts it."""
        return tokens.unseal(self.sealed_secret, purpose="sign_in") if self.sealed_secret else ""

    @property
    def accepted_values(self) -> list[str]:
        return self.accepted.splitlines()

    @property
    def is_ready(self) -> bool:
        return self.secret is not None and self.tested_at is not None


class SignedInMember(models.Model):
    """One membership behind one signature of a statement, as a keyed hash of the member.

    The hash differs between statements, so that rows cannot be linked to each other.
    """

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="signed_in_members"
    )
    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    guild = models.ForeignKey("Guild", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=8, default="", db_default="")  # see tokens.key_id

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "guild", "fingerprint"], name="signed_in_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guild_id} behind {self.signature_id}"
