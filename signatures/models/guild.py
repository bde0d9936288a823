from collections.abc import Sequence

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from signatures.models.attestation import Attestation
from signatures.models.code_batch import CodeBatch
from signatures.models.proof_methods import GUILD_CHOICES


class GuildQuerySet(models.QuerySet["Guild"]):
    def attesting(self) -> "GuildQuerySet":
        """Return guilds with which members can prove their membership now."""
        return self.exclude(methods=[])

    def with_domains(self) -> "GuildQuerySet":
        """Add ``mail_domains``, at which an address proves membership, in the same query."""
        good = Q(domains__confirmed_at__isnull=False, domains__ended_at=None)
        found = ArrayAgg("domains__name", filter=good, order_by="domains__name", default=[])
        return self.annotate(mail_domains=found)  # type: ignore[no-redef]  # set for all guilds

    def with_live_codes(self) -> "GuildQuerySet":
        """Add ``has_live_codes``: whether members hold codes that work, in the same query."""
        made = CodeBatch.objects.live().filter(state=CodeBatch.State.MADE, revoked__lt=F("size"))
        live = made.filter(guild=OuterRef("pk"))
        return self.annotate(has_live_codes=Exists(live))  # type: ignore[no-redef]  # set for all guilds


class Guild(models.Model):
    """A union, guild or society whose membership can be attested.

    Its members sign as individuals. If it also endorses statements itself, ``organization``
    is set. ``methods`` are the methods of Attestation that it uses.
    """

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    website = models.URLField(blank=True, help_text=_("Must begin with https://"))
    members = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("As declared by the guild. It limits the number of codes."),
    )
    methods = ArrayField(
        models.CharField(max_length=13, choices=GUILD_CHOICES),
        default=list,
        db_default=[],
        blank=True,
    )
    # As the guild declares: only its members have addresses at its domains. Otherwise such an
    # address is shown, and counts as a confirmed e-mail address (actions/guilds/domains).
    address_is_membership = models.BooleanField(default=False, db_default=False)
    mark = models.CharField(
        max_length=120,
        blank=True,
        db_default="",
        help_text=_("Leave empty for “Member of” and the name of the guild."),
    )
    mark_permitted_by = models.CharField(
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("Name and role of the person at the guild."),
    )
    mark_permitted_at = models.DateTimeField(null=True, blank=True)
    organization = models.ForeignKey(
        "Organization",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="guilds",
        help_text=_("Choose it if the guild also supports statements as an organization."),
    )

    # Owners alone set these, because each widens what they approve: the number of codes and
    # fingerprints that need no approval, and the name and methods used to vouch for members.
    SET_BY_OWNERS = frozenset(
        {"members", "methods", "address_is_membership", "mark", "mark_permitted_by"}
    )

    objects = GuildQuerySet.as_manager()
    mail_domains: Sequence[str] = ()  # with_domains() sets it
    has_live_codes = False  # with_live_codes() sets it

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(methods=[]) | Q(mark_permitted_at__isnull=False),
                name="guild_attests_with_permission",
                violation_error_message=_("A guild’s name is used only with its permission."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        return self.abbreviation or self.name

    @property
    def shows_membership(self) -> bool:
        """Return whether any of its methods shows membership, not only an address."""
        return bool({*self.methods} - {Attestation.Method.GUILD_DOMAIN}) or (
            bool(self.methods) and self.address_is_membership
        )

    @property
    def needs_address(self) -> bool:
        """Return whether members can prove their membership only by confirming an address."""
        return self.methods == [Attestation.Method.GUILD_DOMAIN]

    def has_at_its_domain(self, mailbox: str | None) -> bool:
        """Return whether ``mailbox`` (as in ``Signature.mailbox``) proves membership now."""
        domain = (mailbox or "").rpartition("@")[2]
        return Attestation.Method.GUILD_DOMAIN in self.methods and domain in self.mail_domains
