from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures import tokens
from signatures.models.statement import Statement


class Organization(models.Model):
    """An organization that can endorse statements: a guild, a label, a publisher, a society."""

    class Kind(models.TextChoices):
        UNION = "union", _("Union or guild")
        SOCIETY = "society", _("Society or association")
        COMPANY = "company", _("Company")
        PUBLISHER = "publisher", _("Publisher or label")
        INSTITUTION = "institution", _("Institution")
        CAMPAIGN = "campaign", _("Campaign or charity")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=Kind)
    website = models.URLField(blank=True)
    represents = models.CharField(
        max_length=120,
        blank=True,
        help_text=_("As it should be shown, for example “70,000 members”."),
    )
    members = models.PositiveIntegerField(null=True, blank=True)
    logo = models.ImageField(upload_to="logos/", blank=True)
    mark_permitted_by = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("Name and role of the person who permitted the logo."),
    )
    mark_permitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(logo="") | Q(mark_permitted_at__isnull=False),
                name="organization_mark_with_permission",
                violation_error_message=_("Enter who permitted the use of the logo"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def logo_url(self) -> str:
        """Return the logo's address, with the key that opens it before it is public; or ""."""
        return f"{self.logo.url}?key={tokens.picture_key(self.logo.name)}" if self.logo else ""


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def published(self, of: Statement | None = None) -> "EndorsementQuerySet":
        """Return what the public may see or count, in the order set by organizers.

        ``of`` works as for signatures.
        """
        found = self.filter(state=Endorsement.State.PUBLISHED)
        if of is None:
            found = found.filter(statement__publishes_at__lte=timezone.now())
        else:
            found = found.filter(statement=of) if of.is_public else self.none()
        return found.select_related("organization").order_by("position", "published_at", "pk")


class Endorsement(models.Model):
    """An organization's endorsement of one statement, independent of its members.

    Someone asks on its behalf and confirms their address by e-mail; then an organizer decides.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("e-mail address not confirmed yet")
        HELD = "held", _("under review")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("not accepted")

    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="endorsements"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="endorsements"
    )
    state = models.CharField(max_length=9, choices=State, default=State.PENDING, editable=False)
    position = models.PositiveIntegerField(default=1000)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_role = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    # Whether the address is at the website's domain, a hint for the organizer who decides.
    same_domain = models.BooleanField(default=False, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    # When an organizer last published or rejected it.
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "organization"], name="endorsement_once_a_statement"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="endorsement_dated_while_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(confirmed_at__isnull=False),
                name="endorsement_confirmed_before_it_is_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_state_display()})"
