import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.attestation import Attestation
from signatures.models.desk_text import HAS_DESK_TEXT
from signatures.models.searching import SearchingQuerySet
from signatures.models.signature_constraints import CONSTRAINTS
from signatures.models.signature_indexes import INDEXES
from signatures.models.statement import Statement
from signatures.models.triggers import OF_SIGNATURES
from signatures.text import addresses, finding
from signatures.text.finding import LAST


class SignatureQuerySet(SearchingQuerySet):
    def standing(self) -> "SignatureQuerySet":
        """Return those that count for someone: not erased, or only their identity is."""
        return self.exclude(state=Signature.State.WITHDRAWN).exclude(
            name="", display__in=Signature.NAMED
        )

    def pending(self) -> "SignatureQuerySet":
        return self.filter(state=Signature.State.PENDING)

    def of_mailbox(self, mailbox: str) -> "SignatureQuerySet":
        """Return the signatures with this ``mailbox``, on all statements, newest first."""
        # Naming every statement lets the database use its index on statement and mailbox.
        every = Statement.objects.values("pk")
        found = self.filter(statement__in=every, mailbox__in=addresses.keys(mailbox))
        return found.order_by("-signed_at", "-pk")

    def past_pending(self, mailbox: str) -> "SignatureQuerySet":
        """Return those of ``mailbox`` that are confirmed or were added by organizers."""
        return self.of_mailbox(mailbox).exclude(state=Signature.State.PENDING)

    def published(self, of: Statement | None = None) -> "SignatureQuerySet":
        """Return what the public may see or count. Every list, count, feed and export starts here.

        With ``of``, return those of one statement and check only once whether it is public,
        not for each row.
        """
        published = self.filter(state=Signature.State.PUBLISHED)
        if of is None:
            return published.filter(statement__publishes_at__lte=timezone.now())
        return published.filter(statement=of) if of.is_public else self.none()

    def listed(self, of: Statement | None = None) -> "SignatureQuerySet":
        """Return published signatures as the list shows them, newest first.

        Signatories who chose to be counted only are left out, and everyone once a statement has
        ended that keeps only its counts. ``of`` works as in ``published``.
        """
        if of is None:
            only_counts = Statement.objects.filter(after_close=Statement.AfterClose.COUNTS)
            hidden = only_counts.filter(closes_at__lte=timezone.now())
            found = self.published().exclude(statement__in=hidden)
        else:
            found = self.published(of) if of.shows_names else self.none()
        return found.in_list_order()

    def to_wording(self, number: int | None) -> "SignatureQuerySet":
        """Keep signatures of one wording, by its number in its statement; all for None."""
        return self if number is None else self.filter(wording=number)

    def except_notable(self) -> "SignatureQuerySet":
        """Leave out signatures that organizers placed above the list, where their names show."""
        named = [Signature.Display.FULL, Signature.Display.NAME]
        return self.exclude(notable__isnull=False, display__in=named)


class Signature(models.Model):
    """One person's act of signing one text version of one statement.

    Only ``signatures.actions`` moves a signature from one state to another. A withdrawn
    signature keeps its row for the tallies and the log, but no personal data
    (``personal_data``). The same happens to a rejected one after a while.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("not confirmed yet")
        HELD = "held", _("under review")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("not accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Display(models.TextChoices):
        FULL = "full", _("With my name and credit")
        NAME = "name", _("With my name only")
        ANONYMOUS = "anonymous", _("As “a verified signatory”, name withheld")
        COUNTED = "counted", _("Do not show my name, only count me")

    NAMED = (Display.FULL, Display.NAME)  # the name is shown
    WITHHELD = (Display.ANONYMOUS, Display.COUNTED)

    statement = models.ForeignKey(
        "Statement", on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    # The constraint of migration 0002 ensures that the text belongs to this statement.
    text_version = models.ForeignKey(
        "TextVersion", on_delete=models.PROTECT, related_name="signatures", db_constraint=False
    )
    # The wording of the text version, which a trigger copies here.
    wording = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
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
    # What the signatory agreed to, and when; see actions/signing/consents.py.
    consents = models.JSONField(null=True, editable=False)

    email = models.EmailField(blank=True)
    # The folded address, of a second person with a mark (addresses.keys): see ``folded_address``.
    mailbox = models.CharField(max_length=254, null=True, editable=False)  # noqa: DJ001
    mailbox_soft = models.CharField(max_length=254, null=True, editable=False)  # noqa: DJ001
    # The network the form came from (IPv4 /24, IPv6 /48), erased after KEEP_SOURCE.
    source_network = models.CharField(max_length=43, blank=True, editable=False)
    hold_reasons = ArrayField(models.CharField(max_length=30), default=list, editable=False)
    refusal = models.CharField(max_length=12, default="", db_default="", editable=False)

    # The guild chosen on the form, if the address is at that guild's domain.
    chosen_guild = models.ForeignKey(
        "Guild",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )

    # True for names collected elsewhere and imported; shown as such, never as verified.
    added_by_organizers = models.BooleanField(default=False, editable=False)

    # Only what the public may see, in the form for search and sorting (``text.finding``).
    search_text = models.TextField(default="", editable=False)
    name_key = models.BinaryField(default=LAST, editable=False)
    # For searches of organizers, set by a trigger where they need it: see models/desk_text.py.
    desk_text = models.TextField(null=True, editable=False)  # noqa: DJ001
    # A summary of the attestations, so that a line of the list needs one row only. A trigger
    # maintains it. Guilds and methods are in the order of their first
    # attestations; the date is that of the last one, by a guild if there is one. If no guild
    # ever vouched, ``guild_ids`` is [] and the rest None: ``attested_at`` dates the e-mail.
    guild_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    # Guild at whose domain the signatory has an address, where that is no sign of membership.
    address_guild = models.BigIntegerField(null=True, editable=False)
    verified_by = ArrayField(models.CharField(max_length=13), null=True, editable=False)
    verified_as_of = models.DateTimeField(null=True, editable=False)
    last_lapsed_on = models.DateField(null=True, editable=False)

    signed_at = models.DateTimeField(default=timezone.now, editable=False)
    # When the first of several forms came. None if there was only one, at ``signed_at``.
    first_submitted_at = models.DateTimeField(null=True, editable=False)
    attested_at = models.DateTimeField(null=True, editable=False)
    # The sort order of the list. For a withheld name a trigger sets the start of the day, so that
    # neighbours on the list do not reveal when that person signed.
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        indexes = INDEXES
        constraints = CONSTRAINTS
        triggers = [*OF_SIGNATURES, HAS_DESK_TEXT]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.public_id}"

    @property
    def is_erased(self) -> bool:
        """Return whether the person is erased. Only an erased signature has no name."""
        return not self.name

    @property
    def is_nameless(self) -> bool:
        """Return whether only the identity is erased: the signature stands, without a name."""
        stands = self.state != self.State.WITHDRAWN and self.display in self.WITHHELD
        return self.is_erased and stands

    @property
    def is_unproven_name(self) -> bool:
        """Return whether organizers added this name and the person can still confirm it."""
        on_the_list = self.state in (self.State.HELD, self.State.PUBLISHED)
        return on_the_list and self.attested_at is None

    @property
    def can_be_confirmed(self) -> bool:
        """Return whether a first proof is missing and would count."""
        return self.state == self.State.PENDING or self.is_unproven_name

    def confirmable_until(self, within: timedelta) -> datetime | None:
        """Return when it is too late to confirm; None while the statement has no end.

        What was submitted before the end of signing can be confirmed for ``within`` after it.
        """
        ends = self.statement.closes_at
        return ends and max(ends, self.signed_at) + within

    @property
    def folded_address(self) -> str:
        """Return the mailbox, which two people may share; "" if erased."""
        return addresses.of_key(self.mailbox or "")

    @property
    def mail_domain(self) -> str:
        return (self.mailbox or "").rpartition("@")[2]

    @property
    def read_mail_domain(self) -> str:
        """Return ``mail_domain`` as people read it, with Unicode letters."""
        return addresses.read_domain(self.mail_domain)

    @property
    def address_is_confirmed(self) -> bool:
        return self.attestations.filter(method=Attestation.Method.EMAIL).exists()


def found_by(name: str, credit: str, display: str, family_name: str = "") -> dict[str, Any]:
    """Return ``search_text`` and ``name_key`` for a signature with this ``display``.

    The ``family_name``, if it was asked for, is stored only as part of the key.
    """
    full = display == Signature.Display.FULL
    named = full or display == Signature.Display.NAME
    shown = name if named else ""
    return {
        "search_text": finding.search_text(shown, credit if full else ""),
        "name_key": finding.sort_key(shown, family_name),
    }
