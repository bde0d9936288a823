from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from signatures.text import addresses


class GuildDomainQuerySet(models.QuerySet["GuildDomain"]):
    def good(self) -> "GuildDomainQuerySet":
        """Those at which an address shows something."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class GuildDomain(models.Model):
    """A mail domain that a guild calls its own, and since when that is known to be true.

    ``name`` is ASCII (IDNA 2008) in lower case and meant to the letter: sub-domains are other
    domains. ``secret`` is what the guild writes into its DNS. From ``ended_at`` on the domain
    shows nothing; the row goes once what it proved is taken back.
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
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = GuildDomainQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["guild", "name"], name="guild_domain_once"),
            # An address cannot show membership of two guilds.
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
        """``name`` as people read it."""
        return addresses.read_domain(self.name)

    @property
    def is_good(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None
