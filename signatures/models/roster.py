from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.text.fingerprints import Rules


class RosterRules(models.Model):
    """The rules by which both the guild and the site fold members' numbers."""

    guild = models.OneToOneField("Guild", on_delete=models.CASCADE, related_name="roster_rules")
    prefixes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    check_letter = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.prefixes} ({self.guild_id})"

    @property
    def rules(self) -> Rules:
        return Rules(tuple(self.prefixes), self.check_letter)


class RosterQuerySet(models.QuerySet["Roster"]):
    def current(self) -> "RosterQuerySet":
        """Return the roster in use of each guild."""
        return self.filter(state=Roster.State.CURRENT)

    def on_its_way(self) -> "RosterQuerySet":
        return self.filter(state__in=[Roster.State.READING, Roster.State.READ, Roster.State.ASKED])

    def over(self) -> "RosterQuerySet":
        """Return rosters whose fingerprints are no longer needed."""
        on_its_way = [Roster.State.READING, Roster.State.READ, Roster.State.ASKED]
        return self.exclude(state__in=[*on_its_way, Roster.State.CURRENT])


class Roster(models.Model):
    """One version of a guild's list of members, stored as fingerprints only.

    An officer uploads it, a worker reads it, and the officer checks the numbers and puts it
    into use. If it is out of the ordinary, an owner has to agree. ``dated`` is the day on which
    the guild's list was correct. ``key_id`` identifies the key and the folding rules; only
    versions with the same one can be compared.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READ = "read", _("waiting for an officer")
        ASKED = "asked", _("waiting for an owner")
        CURRENT = "current", _("in use")
        REPLACED = "replaced", _("replaced by a later one")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("revoked")
        DELETED = "deleted", _("deleted")

    guild = models.ForeignKey(
        "Guild", on_delete=models.PROTECT, related_name="rosters", db_index=False
    )
    number = models.PositiveIntegerField()  # first, second, … of this guild
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    # 1: fast hashes, of numbers alone too; 2: slow ones, always of a number with a name or address
    scheme = models.PositiveSmallIntegerField(default=2, db_default=1)
    dated = models.DateField()
    key_id = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)  # of the file that was uploaded, in hexadecimal
    members = models.PositiveIntegerField()
    surnames = models.PositiveIntegerField()
    addresses = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)  # fingerprints read so far
    # Compared with the version in use when this one was read; None if not comparable.
    joined = models.PositiveIntegerField(null=True)
    missing = models.PositiveIntegerField(null=True)
    # The id of the last claim compared with this version; None once all are compared.
    reached = models.BigIntegerField(null=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # when the fingerprints were deleted

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["guild", "number"], name="roster_numbered"),
            models.UniqueConstraint(
                fields=["guild"], condition=Q(state="current"), name="roster_one_in_use"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("officer")),
                name="roster_approved_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state="reading") | Q(reached__isnull=False) | Q(forgotten_at=None),
                name="roster_with_work_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guild_id} roster {self.number}"

    @property
    def name(self) -> str:
        """Return the name for the log. Fetch the guild in the same query."""
        return f"{self.guild.slug}, roster {self.number} of {self.dated}"

    @property
    def total(self) -> int:
        return self.members + self.surnames + self.addresses


class RosterPart(models.Model):
    """Uploaded fingerprints that wait for the worker: each a kind, a hash, and the member's.

    Those of the first scheme have no hash of the member's.
    """

    roster = models.ForeignKey(
        Roster, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "number"], name="roster_part_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.roster_id}"


class RosterFingerprint(models.Model):
    """A fingerprint of a member's number with a surname or address.

    ``kind`` is one of fingerprints.KINDS; see actions/guilds/roster/keys.py. ``of_member`` is the
    fingerprint that stands for the member, or None in the first scheme, where it is made of the
    number alone. There is no foreign key constraint, because it would check each of 500,000 rows.
    """

    pk = models.CompositePrimaryKey("roster_id", "fingerprint")
    roster = models.ForeignKey(
        Roster,
        on_delete=models.DO_NOTHING,
        related_name="fingerprints",
        db_constraint=False,
        db_index=False,
    )
    fingerprint = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=1)
    of_member = models.BinaryField(max_length=32, null=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.roster_id}"
