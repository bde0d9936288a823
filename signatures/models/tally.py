from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class TallyDelta(models.Model):
    """One signature entering (+1) or leaving (-1) a state, written with the change itself.

    Append-only, so that thousands of signatures a minute never wait for one counter row. A
    worker folds the deltas into Tally (``actions/counts/tallies.py``); readers add both.
    """

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="+")
    amount = models.SmallIntegerField()
    state = models.CharField(max_length=9)
    proof = models.CharField(max_length=13)  # the strongest method there is, or "none"
    guild = models.ForeignKey("Guild", on_delete=models.SET_NULL, null=True)
    # Ids of the further guilds that vouch; ``guild`` is that of the strongest proof.
    other_guilds = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    display = models.CharField(max_length=9, default="", db_default="")
    occupation = models.ForeignKey("Occupation", on_delete=models.SET_NULL, null=True)
    country = models.CharField(max_length=2, blank=True)
    refusal = models.CharField(max_length=12, default="", db_default="")
    # Not checked by the database: this row is written in the same statement as the signature.
    text_version = models.ForeignKey(
        "TextVersion",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    day = models.DateField()  # UTC day on which it was confirmed, or added by organizers
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.state}"


class Tally(models.Model):
    """One maintained count of the signatures of a statement.

    ``state`` counts all signatures, ``refusal`` rejected ones, any other dimension published ones.
    ``value`` is a state, a method, the id of a guild or an occupation, a country code, an ISO
    date, a code of Refusal or the id of a text version, as ``dimension`` says. Occupation and
    country count only signatures that display them. A signature counts in ``guild`` for every
    guild that vouches, and in ``listed`` for the same guilds if it is on the list. The last three
    count the filters of the list by text version: ``value`` is its id, a colon and the other value.
    """

    class Dimension(models.TextChoices):
        STATE = "state", "state"
        PROOF = "proof", "proof"
        GUILD = "guild", "guild"
        OCCUPATION = "occupation", "occupation"
        COUNTRY = "country", "country"
        DAY = "day", "day"
        REFUSAL = "refusal", "refusal"
        TEXT = "text", "text"
        LISTED = "listed", "listed"
        DISPLAY = "display", "display"
        TEXT_OCCUPATION = "text_occ", "occupation by text version"
        TEXT_COUNTRY = "text_land", "country by text version"
        TEXT_LISTED = "text_guild", "listed, by text version"

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="tallies", db_index=False
    )
    dimension = models.CharField(max_length=10, choices=Dimension)
    value = models.CharField(max_length=20)
    total = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "dimension", "value"], name="tally_one_of_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}: {self.total}"
