from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from signatures.text import addresses


class GuildDomainQuerySet(models.QuerySet["GuildDomain"]):
    def good(self) -> "GuildDomainQuerySet":
        """Return domains at which an address proves membership."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class GuildDomain(models.Model):
    """An e-mail domain that a guild claims, and the time this was confirmed.

    ``name`` is ASCII (IDNA 2008) in lower case and matches exactly: subdomains are other
    domains. The guild publishes ``secret`` in its DNS. From ``ended_at`` on the domain proves
    nothing; the row is deleted once the attestations based on it are revoked.
    """

    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, related_name="domains", db_index=False
    )
    name = models.CharField(max_length=253)
    secret = models.CharField(max_length=43)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=timezone.now)
    # An owner agrees before the officers can confirm it. Domains confirmed by an earlier release
    # have neither.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    approved_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The DNS record was last found there, or missing since; see domains/rechecks.py.
    checked_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)

    objects = GuildDomainQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["guild", "name"], name="guild_domain_once"),
            # An address cannot prove membership of two guilds.
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(confirmed_at__isnull=False),
                name="guild_domain_of_one_guild",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.guild_id})"

    @property
    def read(self) -> str:
        """Return ``name`` as people read it, with Unicode letters."""
        return addresses.read_domain(self.name)

    @property
    def is_good(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None
