import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.attestation import Attestation
from signatures.models.searching import BOTH, NOT_IN_PUBLIC, SearchingQuerySet
from signatures.models.statement import Statement
from signatures.text import addresses, finding
from signatures.text.finding import LAST

# What an erased signature has in place of its person.
ERASED_FIELDS = {
    "name": "",
    "credit": "",
    "email": "",
    "country": "",
    "source_network": "",
    "mailbox": None,
    "mailbox_soft": None,
    "occupation": None,
    "search_text": "",
}

# What a line of the list is made of: addresses and networks are not even fetched.
PUBLIC_COLUMNS = ["public_id", "name", "credit", "occupation__name", "country", "display"]
PUBLIC_COLUMNS += ["added_by_organizers", "signed_at", "attested_at", "published_at", "name_key"]
PUBLIC_COLUMNS += ["guild_ids", "verified_by", "verified_as_of", "last_lapsed_on"]


class SignatureQuerySet(SearchingQuerySet):
    def pending(self) -> "SignatureQuerySet":
        return self.filter(state=Signature.State.PENDING)

    def proven_from(self, mailbox: str) -> "SignatureQuerySet":
        """The signatures that ``mailbox`` has proven, on all statements, newest first."""
        # Named one by one, statements lead the database to its index by statement and mailbox.
        on = Statement.objects.values("pk")
        found = self.filter(statement__in=on, mailbox=mailbox, attested_at__isnull=False)
        return found.order_by("-signed_at", "-pk")

    def published(self, of: Statement | None = None) -> "SignatureQuerySet":
        """What the public may see or count. Every list, count, feed and export starts here.

        ``of`` is for one statement: whether it is public is then asked once, and not of each row.
        """
        published = self.filter(state=Signature.State.PUBLISHED)
        if of is None:
            return published.filter(statement__publishes_at__lte=timezone.now())
        return published.filter(statement=of) if of.is_public else self.none()

    def listed(self, of: Statement | None = None) -> "SignatureQuerySet":
        """Published signatures that stand on the list, newest first; ``of`` as for ``published``.

        Those who asked to be counted only have no line there.
        """
        return (
            self.published(of)
            .exclude(display=Signature.Display.COUNTED)
            .order_by("-published_at", "-public_id")
            .select_related("occupation")
            .only(*PUBLIC_COLUMNS)
        )


class Signature(models.Model):
    """One person's act of signing one text version of one statement.

    Only ``signatures.actions`` moves a signature from one state to another. A withdrawn one,
    and after a while a rejected one, keeps its row for the tallies and the log, and nothing that
    says who it was (``personal_data``).
    """

    class State(models.TextChoices):
        PENDING = "pending", _("written, not proven yet")
        HELD = "held", _("waiting for an organizer")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("refused by an organizer")
        WITHDRAWN = "withdrawn", _("withdrawn by the signatory")

    class Display(models.TextChoices):
        FULL = "full", _("With my name and credit")
        NAME = "name", _("With my name only")
        ANONYMOUS = "anonymous", _("As “a verified signatory”, name withheld")
        COUNTED = "counted", _("Not at all: count me only")

    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    # Migration 0002 has the constraint: the text is one of this statement's.
    text_version = models.ForeignKey(
        "TextVersion", on_delete=models.PROTECT, related_name="signatures", db_constraint=False
    )
    state = models.CharField(max_length=9, choices=State, default=State.PENDING, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, editable=False)

    name = models.CharField(max_length=100, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    occupation = models.ForeignKey(
        "Occupation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    display = models.CharField(max_length=9, choices=Display, default=Display.FULL)
    updates = models.BooleanField(default=False)

    email = models.EmailField(blank=True)
    mailbox = models.CharField(max_length=254, null=True, editable=False)  # noqa: DJ001
    mailbox_soft = models.CharField(max_length=254, null=True, editable=False)  # noqa: DJ001
    # The network the form came from (IPv4 /24, IPv6 /48), for KEEP_SOURCE and no longer.
    source_network = models.CharField(max_length=43, blank=True, editable=False)
    hold_reasons = ArrayField(models.CharField(max_length=30), default=list, editable=False)
    refusal = models.CharField(max_length=12, default="", db_default="", editable=False)

    # At whose domain the address is, where the signatory chose that guild on the form.
    chosen_guild = models.ForeignKey(
        "Guild",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )

    # Names collected elsewhere, brought in by organizers: shown as such, never as verified.
    added_by_organizers = models.BooleanField(default=False, editable=False)

    # What the public may see, as it is searched and sorted (``text.finding``).
    search_text = models.TextField(default="", editable=False)
    name_key = models.BinaryField(default=LAST, editable=False)
    # What its attestations say, so that a line of the list is one row: a trigger of migration
    # 0023 sees to it. Guilds and methods are in the order of their first proofs, and it is as
    # of the last one, by a guild if there is one. Where no guild has ever vouched all but
    # ``guild_ids`` are empty, and ``attested_at`` says what there is to say: by mail.
    guild_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    verified_by = ArrayField(models.CharField(max_length=13), null=True, editable=False)
    verified_as_of = models.DateTimeField(null=True, editable=False)
    last_lapsed_on = models.DateField(null=True, editable=False)

    signed_at = models.DateTimeField(default=timezone.now, editable=False)
    # When the first of several forms came; None while there was one, which ``signed_at`` dates.
    first_submitted_at = models.DateTimeField(null=True, editable=False)
    attested_at = models.DateTimeField(null=True, editable=False)
    # The list is sorted by it. Of a withheld name it is the start of the day, so that neighbours
    # on the list do not tell when that person signed: a trigger of migration 0025 sees to it.
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("statement"),
                F("published_at").desc(),
                F("public_id").desc(),
                condition=Q(state="published"),
                name="signature_newest_first",
            ),
            models.Index(
                fields=["statement", "name_key", "public_id"],
                condition=Q(state="published"),
                name="signature_by_name",
            ),
            *(
                models.Index(
                    F("statement"),
                    F(field),
                    F("published_at").desc(),
                    F("public_id").desc(),
                    condition=Q(state="published", display="full"),
                    name=f"signature_by_{field}",
                )
                for field in ("occupation", "country")
            ),
            *(
                models.Index(
                    fields=["statement", field, "name_key", "public_id"],
                    condition=Q(state="published", display="full"),
                    name=f"signature_by_{field}_name",
                )
                for field in ("occupation", "country")
            ),
            # Of whom a guild is the first, of whom the second; few have more than two.
            *(
                models.Index(
                    F("statement"),
                    F(f"guild_ids__{place}"),
                    F("published_at").desc(),
                    F("public_id").desc(),
                    condition=Q(("state", "published"), (f"guild_ids__{place}__isnull", False)),
                    name=name,
                )
                for place, name in enumerate(("signature_by_guild", "signature_by_second_guild"))
            ),
            models.Index(
                F("statement"),
                F("published_at").desc(),
                F("public_id").desc(),
                condition=Q(state="published", guild_ids__2__isnull=False),
                name="signature_of_many_guilds",
            ),
            # All that a search asks for, so that it meets within the index.
            GinIndex(
                OpClass(F("search_text"), name="gin_trgm_ops"),
                OpClass(F("guild_ids"), name="array_ops"),
                OpClass(F("occupation"), name="int8_ops"),
                OpClass(F("country"), name="varchar_ops"),
                condition=Q(state="published"),
                gin_pending_list_limit=256,  # KiB of new rows that each search reads through
                name="signature_finding",
            ),
            models.Index(
                Coalesce("first_submitted_at", "signed_at"),
                condition=Q(state="pending"),
                name="signature_pending_first",
            ),
            # Who waits, oldest first, and for what: the reasons are read within the index.
            models.Index(
                fields=["statement", "attested_at", "id"],
                include=["hold_reasons"],
                condition=Q(state="held"),
                name="signature_waiting",
            ),
            # Names like another's among those that the index of the list leaves out.
            GinIndex(
                OpClass(F("search_text"), name="gin_trgm_ops"),
                condition=Q(state__in=["held", "rejected"]),
                name="signature_finding_aside",
            ),
            # What happened lately, hour by hour (actions/monitoring/recent.py).
            models.Index(
                fields=["statement", "attested_at"],
                condition=Q(attested_at__isnull=False),
                name="signature_proven",
            ),
            models.Index(fields=["public_id"], name="signature_by_public_id"),
            models.Index(
                fields=["statement", "mailbox_soft"],
                condition=Q(mailbox_soft__isnull=False),
                name="signature_soft_mailbox",
            ),
            # What actions/evidence/screening.py compares a signature with, when it is proven.
            HashIndex(
                fields=["search_text"],
                condition=Q(state__in=["held", "published"], display="full"),
                name="signature_same_words",
            ),
            models.Index(
                fields=["source_network", "attested_at"],
                condition=Q(attested_at__isnull=False) & ~Q(source_network=""),
                name="signature_from_network",
            ),
            models.Index(
                Func(F("mailbox"), Value("@"), Value(2), function="split_part"),
                F("attested_at"),
                condition=Q(attested_at__isnull=False, mailbox__isnull=False),
                name="signature_from_domain",
            ),
            # How organizers find one: by when it was signed, by state, by words, by itself.
            models.Index(
                F("statement"),
                F("signed_at").desc(),
                F("public_id").desc(),
                name="signature_signed_last_first",
            ),
            models.Index(
                F("statement"),
                F("state"),
                F("signed_at").desc(),
                F("public_id").desc(),
                condition=Q(state__in=["rejected", "withdrawn"]),
                name="signature_set_aside",
            ),
            models.Index(
                fields=["statement"],
                condition=Q(added_by_organizers=True, attested_at__isnull=True),
                name="signature_added",
            ),
            GinIndex(
                OpClass(BOTH, name="gin_trgm_ops"),
                condition=NOT_IN_PUBLIC,
                name="signature_searching",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "mailbox"], name="signature_one_per_mailbox"
            ),
            models.CheckConstraint(
                condition=~Q(display__in=["anonymous", "counted"]) | Q(search_text=""),
                name="signature_withheld_cannot_be_searched",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["pending", "held", "published", "rejected", "withdrawn"],
                ),
                name="signature_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(display__in=["full", "name", "anonymous", "counted"]),
                name="signature_with_a_known_display",
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(attested_at=None),
                name="signature_pending_is_unproven",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "published", "rejected"])
                | Q(attested_at__isnull=False)
                | Q(added_by_organizers=True),
                name="signature_proven_before_it_moves_on",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="signature_dated_while_published",
            ),
            models.CheckConstraint(
                condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & Q(**ERASED_FIELDS))
                | (~Q(state="withdrawn") & Q(withdrawn_at=None) & ~Q(name=""))
                | (Q(state="rejected", withdrawn_at=None) & Q(**ERASED_FIELDS)),
                name="signature_erased_with_all_its_fields",
            ),
            models.CheckConstraint(
                condition=(Q(email="") & Q(mailbox=None) & Q(mailbox_soft=None))
                | (~Q(email="") & Q(mailbox__isnull=False) & Q(mailbox_soft__isnull=False)),
                name="signature_address_with_its_folds",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(hold_reasons__len__gt=0),
                name="signature_held_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="rejected") | Q(refusal=""),
                name="signature_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.public_id}"

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left of the person; only then is there no name."""
        return not self.name

    @property
    def mail_domain(self) -> str:
        return (self.mailbox or "").rpartition("@")[2]

    @property
    def read_mail_domain(self) -> str:
        """``mail_domain`` as people read it."""
        return addresses.read_domain(self.mail_domain)

    @property
    def address_is_confirmed(self) -> bool:
        return self.attestations.filter(method=Attestation.Method.EMAIL).exists()


def found_by(name: str, credit: str, display: str) -> dict[str, object]:
    """Return ``search_text`` and ``name_key`` of a signature that shows this much of itself."""
    full = display == Signature.Display.FULL
    named = full or display == Signature.Display.NAME
    shown = name if named else ""
    return {
        "search_text": finding.search_text(shown, credit if full else ""),
        "name_key": finding.sort_key(shown),
    }
