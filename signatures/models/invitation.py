import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_REMINDERS = 2


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def personal(self) -> "InvitationQuerySet":
        return self.filter(kind=Invitation.Kind.PERSONAL)

    def unanswered(self) -> "InvitationQuerySet":
        """Return invitations of people who can still be written to: no signature, no "no"."""
        waits = self.personal().filter(revoked_at=None, declined_at=None, uses=None)
        return waits.exclude(email="")


class Invitation(models.Model):
    """A link to sign a statement before it is public: for one person, or for a group.

    A personal invitation has a name, perhaps an address, and is used up by one signature. One
    for a group has a label, and a limit. Both may name the heading under which the signatures
    are placed above the list. The link itself is kept encrypted, so that organizers can copy it.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("for one person")
        GROUP = "group", _("for a group")

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="invitations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    mailbox = models.CharField(max_length=254, blank=True, editable=False)
    label = models.CharField(max_length=80, blank=True)
    heading = models.ForeignKey(
        "NotableHeading", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    limit = models.PositiveIntegerField(null=True)
    # The order in which organizers listed the people, and so that of their signatures.
    position = models.PositiveIntegerField(default=0)
    sha256 = models.BinaryField(max_length=32, unique=True)
    sealed = models.TextField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "mailbox"],
                condition=~Q(mailbox=""),
                name="invitation_once_a_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(reminders__lte=MOST_REMINDERS), name="invitation_few_reminders"
            ),
            models.CheckConstraint(
                condition=Q(kind="personal", limit=None, label="")
                | Q(kind="group", limit__gte=1, name="", email="", mailbox=""),
                name="invitation_of_a_person_or_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def is_personal(self) -> bool:
        return self.kind == self.Kind.PERSONAL

    @property
    def works(self) -> bool:
        """Return whether its link opens the statement, apart from how often it was used."""
        return self.revoked_at is None and self.declined_at is None


class InvitationUse(models.Model):
    """A signature that came with an invitation."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="uses")
    signature = models.OneToOneField(
        "Signature", on_delete=models.CASCADE, related_name="invitation_use"
    )
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.signature_id}"
