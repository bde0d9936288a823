import secrets
from copy import copy
from datetime import datetime

from django.conf.locale import LANG_INFO
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.next_step import NextStep
from signatures.models.phase import Phase, phase_of
from signatures.models.reserved_slugs import RESERVED_SLUGS


def not_reserved(slug: str) -> None:
    """Refuse addresses of the site itself, in any case, and those without a letter or a digit."""
    if slug.lower() in RESERVED_SLUGS:
        raise ValidationError(_("The site uses this address itself."), code="reserved")
    if not any(map(str.isalnum, slug)):
        raise ValidationError(_("Enter an address with a letter or a digit"), code="no_letter")


def languages() -> list[tuple[str, str]]:
    """Return the languages a statement can be written in: (code, name in that language)."""
    return [(code, info["name_local"]) for code, info in LANG_INFO.items() if "name" in info]


def new_invitation() -> str:
    return secrets.token_urlsafe(12)


class FormField(models.TextChoices):
    """An optional field of the sign form. Name, address and consent are always asked for."""

    CREDIT = "credit", _("credit")
    OCCUPATION = "occupation", _("occupation")
    COUNTRY = "country", _("country")
    DISPLAY = "display", _("how the signature is shown")
    UPDATES = "updates", _("updates by e-mail")
    FAMILY_NAME = "family_name", _("family name, to sort the list by")
    AFFILIATION = "affiliation", _("affiliation: an organization they work for or belong to")
    QUOTE = "quote", _("quote: what they want to say, shown after you have read it")


ON_DEMAND = (FormField.FAMILY_NAME, FormField.AFFILIATION, FormField.QUOTE)
USUAL_FIELDS = [each for each in FormField.values if each not in ON_DEMAND]


def every_form_field() -> list[str]:
    """Return the fields of a new statement's form, without those only asked for on demand."""
    return list(USUAL_FIELDS)


class StatementQuerySet(models.QuerySet["Statement"]):
    def public(self) -> "StatementQuerySet":
        """Return the statements anyone may read. Before that, only invited people find them."""
        return self.filter(publishes_at__lte=timezone.now())

    def in_lists(self) -> "StatementQuerySet":
        """Return the statements that lists of statements show to everyone."""
        return self.public().filter(archived_at=None)


class Statement(models.Model):
    """A statement that people sign: its dates and rules. Its words are in TextVersion.

    Its phase follows from its dates alone, so it changes at that very second on every server:

    - draft: not open yet; only organizers and people with the invitation read it
    - private collection, from ``opens_at``: invited people can sign
    - embargo, from ``embargo_at`` if ``publishes_at`` is set: journalists with a press link read
      it too, and invited people still sign if it is open. Without ``embargo_at`` it has none.
    - public, from ``publishes_at``: the page and the names appear together
    - closed, from ``closes_at``: no one signs. A statement that ends before it is public stays
      in its earlier phase, because no stranger may see it.
    - archived, from ``archived_at``: in no list of statements

    ``is_public`` alone decides what strangers see, of an archived statement too.
    """

    class Moderation(models.TextChoices):
        AFTER = "after", _("show names at once, review afterwards")
        BEFORE = "before", _("review each name before it is shown")

    class AfterClose(models.TextChoices):
        NAMES = "names", _("keep the list of names")
        COUNTS = "counts", _("show only the counts")

    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[not_reserved],
        help_text=_("The statement's address on this site. Keep it: people will link to it."),
    )
    language = models.CharField(max_length=10, default="en", choices=languages)
    front_page = models.BooleanField(
        default=False, help_text=_("Show this statement at the site's own address, /.")
    )
    opens_at = models.DateTimeField(
        default=timezone.now, help_text=_("Signing begins. Times are UTC.")
    )
    embargo_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("From this time until publication, links for journalists work."),
    )
    publishes_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Text and names become public. Empty: only people with the invitation see it."),
    )
    closes_at = models.DateTimeField(null=True, blank=True, help_text=_("Signing ends."))
    after_close = models.CharField(
        max_length=6, choices=AfterClose, default=AfterClose.NAMES, db_default=AfterClose.NAMES
    )
    goal = models.PositiveIntegerField(null=True, blank=True)
    milestones = ArrayField(models.PositiveIntegerField(), default=list, db_default=[], blank=True)
    next_steps = ArrayField(NextStep.column(), default=list, db_default=[], blank=True)
    guild_letter = models.TextField(max_length=2000, blank=True, default="", db_default="")
    shared_networks = ArrayField(models.TextField(), default=list, db_default=[], blank=True)
    searchable = models.BooleanField(
        _("let search engines list the statement and its signatories"), default=False
    )
    signature_pages = models.BooleanField(
        _("give each signature a page of its own"), default=False, db_default=False
    )
    shares_mailboxes = models.BooleanField(default=False, db_default=False)
    linked_sites = models.BooleanField(default=False, db_default=False)
    linked_orcids = models.BooleanField(default=False, db_default=False)
    members_only = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Only members of a guild can sign; confirming by e-mail is not enough."),
    )
    guild = models.ForeignKey(
        "Guild",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("Of this guild alone; only members can sign then."),
    )
    moderation = models.CharField(max_length=6, choices=Moderation, default=Moderation.AFTER)
    form_fields = ArrayField(
        models.CharField(max_length=12, choices=FormField),
        default=every_form_field,
        db_default=USUAL_FIELDS,
        blank=True,
    )
    invitation = models.CharField(max_length=32, default=new_invitation, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    # While signing is paused no form is taken; people can confirm, change and withdraw.
    paused_at = models.DateTimeField(null=True, editable=False)
    pause_note = models.CharField(max_length=300, blank=True, default="", db_default="")

    # Set on copies that look public and take no signatures.
    is_shown_early = False  # for a reader with a press link
    is_rehearsal = False  # for organizers who rehearse

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_page"],
                condition=Q(front_page=True),
                name="statement_one_on_the_front_page",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="statement_opens_before_it_closes",
                violation_error_message=_("Enter a closing date after the opening date"),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return "/" if self.front_page else reverse("statement", args=[self.slug])

    @property
    def page_path(self) -> str:
        """Return the address of its page, with the invitation while it is not public."""
        path = reverse("statement", args=[self.slug])
        return path if self.is_public else f"{path}?invitation={self.invitation}"

    @property
    def needs_guild(self) -> bool:
        return self.members_only or self.guild_id is not None

    def rehearsed(self) -> "Statement":
        """Return a copy that behaves as if it were public now. Never save it."""
        rehearsal = copy(self)
        rehearsal.publishes_at = min(self.publishes_at or timezone.now(), timezone.now())
        rehearsal.is_rehearsal = True
        return rehearsal

    @property
    def is_early_copy(self) -> bool:
        """Return whether it only looks public, to someone who may see it before."""
        return self.is_shown_early or self.is_rehearsal

    @property
    def public_since(self) -> datetime:
        """Return when it was published. Only for a statement that is, or is about to be."""
        assert self.publishes_at
        return self.publishes_at

    @property
    def is_public(self) -> bool:
        if self.is_shown_early:
            return True
        return self.publishes_at is not None and self.publishes_at <= timezone.now()

    @property
    def phase(self) -> Phase:
        return phase_of(self)

    @property
    def shows_names(self) -> bool:
        """Return whether the public list has names: not after a close that keeps only counts."""
        return not (self.is_over and self.after_close == self.AfterClose.COUNTS)

    @property
    def is_open(self) -> bool:
        """Return whether it can be signed now."""
        return self.is_running and self.paused_at is None

    @property
    def is_running(self) -> bool:
        """Return whether signing has begun and not ended; it may be paused."""
        is_archived = self.archived_at is not None or self.is_shown_early
        return self.opens_at <= timezone.now() and not (self.is_over or is_archived)

    @property
    def is_paused(self) -> bool:
        return self.is_running and self.paused_at is not None

    @property
    def is_over(self) -> bool:
        return self.closes_at is not None and self.closes_at <= timezone.now()
