import hashlib

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature
from signatures.models.statement import Statement, languages
from signatures.models.triggers import SIGNED_TEXT_STAYS


def sha256_of(text: str) -> str:
    """Return the SHA-256 of the UTF-8 text in hexadecimal, as ``sha256sum`` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


class TextVersionQuerySet(models.QuerySet["TextVersion"]):
    def of_current_wording(self) -> "TextVersionQuerySet":
        """Keep the versions of each statement's current wording, in all languages.

        The current wording is that of the newest version in the statement's own language.
        """
        newest = TextVersion.objects.filter(
            statement=OuterRef("statement"), language=OuterRef("statement__language")
        ).order_by("-number")
        return self.filter(wording=Subquery(newest.values("wording")[:1]))

    def current_first(self, language: str = "") -> "TextVersionQuerySet":
        """Keep the current wording in ``language`` and the statement's own, ``language`` first.

        Of each language, the newest version comes first. Fetch the statement in the same query,
        and add all ``languages`` of the wording and whether there are other public statements
        (``has_others``).
        """
        own = Q(language=F("statement__language"))
        others = Statement.objects.in_lists().exclude(pk=OuterRef("statement"))
        texts = TextVersion.objects.filter(
            statement=OuterRef("statement"), wording=OuterRef("wording")
        )
        return (
            self.of_current_wording()
            .filter(own | Q(language=language))
            .select_related("statement")
            .annotate(
                languages=ArraySubquery(
                    texts.order_by("language").distinct("language").values("language")
                ),
                has_others=Exists(others),
            )
            .order_by(Case(When(language=language, then=0), default=1), "-number")
        )

    def current(self) -> "TextVersionQuerySet":
        """Return each statement's newest wording in its own language, with the statement."""
        return (
            self.filter(language=F("statement__language"))
            .select_related("statement")
            .order_by("statement_id", "-number")
            .distinct("statement_id")
        )

    def newest_of_each_language(self, statement: Statement) -> "TextVersionQuerySet":
        """Return the versions that can be signed now: the current wording in each language."""
        return (
            self.of_current_wording()
            .filter(statement=statement)
            .select_related("statement")
            .order_by("language", "-number")
            .distinct("language")
        )

    def confirmed_translations(self, statement: Statement) -> set[int]:
        """Return the ids of the translations that two organizers confirmed to say the same."""
        counted = self.filter(statement=statement).order_by().annotate(n=Count("checks"))
        return set(counted.filter(n__gte=2).values_list("pk", flat=True))

    def frozen_or_not(self) -> "TextVersionQuerySet":
        """Annotate whether each ``is_frozen``: signed by anyone, even if only pending."""
        signatures = Signature.objects.filter(text_version=OuterRef("pk"))
        return self.annotate(is_frozen=Exists(signatures))

    def history(self, statement: Statement) -> "TextVersionQuerySet":
        """Return all wordings, newest first in each language, with ``is_signed`` added.

        Those in the statement's own language come first.
        """
        signatures = Signature.objects.filter(state=Signature.State.PUBLISHED)
        return (
            self.filter(statement=statement)
            .annotate(is_signed=Exists(signatures.filter(text_version=OuterRef("pk"))))
            .order_by(
                Case(When(language=statement.language, then=0), default=1), "language", "-number"
            )
        )


class TextVersion(models.Model):
    """One wording of a statement in one language.

    It holds all that a signatory reads before signing: title, addressee, salutation, text and
    byline. The database refuses to change a version that anyone has signed, by a trigger, and to
    delete it; a correction is a new version. A check ensures that ``text_sha256`` is correct.

    Versions with the same ``wording`` say the same: a wording, its corrections and their
    translations. Signatures of one wording are listed together.
    """

    class Kind(models.TextChoices):
        """How a version came about; of one in the statement's own language, after the last."""

        FIRST = "first", _("first version")
        CORRECTION = "correction", _("correction")
        NEW_WORDING = "new_wording", _("new wording")
        TRANSLATION = "translation", _("translation")

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=languages, default="en")
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=200)
    addressee = models.CharField(
        max_length=300, blank=True, help_text=_("The person or body the letter is addressed to.")
    )
    salutation = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("The greeting above the text, for example “Dear President Smith,”."),
    )
    byline = models.CharField(
        max_length=500, blank=True, help_text=_("The author, as shown below the text.")
    )
    text = models.TextField(help_text=_("Markdown: one sentence, or many pages with headings."))
    text_sha256 = models.CharField(max_length=64, editable=False)
    wording = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    kind = models.CharField(
        max_length=11, choices=Kind, default=Kind.FIRST, db_default=Kind.FIRST, editable=False
    )
    reason = models.CharField(max_length=200, default="", db_default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "language", "number"], name="text_version_numbered_once"
            ),
        ]
        triggers = [SIGNED_TEXT_STAYS]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.number})"

    @property
    def label(self) -> str:
        """Return the short name of this version of its statement, such as "en-2"."""
        return f"{self.language}-{self.number}"
