from django.conf import settings
from django.db import models
from django.utils import timezone


class WordingRound(models.Model):
    """The asking of everyone who signed an earlier wording whether they sign the new one too.

    A worker goes through the signatures in the order of their confirmation. It has reached the
    one that was confirmed at ``reached_at`` with the id ``reached_id``.
    """

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="wording_rounds", db_index=False
    )
    wording = models.PositiveSmallIntegerField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    to_ask = models.PositiveIntegerField()  # how many there were to ask when it started
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    reached_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "wording"], name="wording_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}, wording {self.wording}"


class WordingRequest(models.Model):
    """One signatory who was asked to sign a new wording, or signed it: at most once each.

    ``answered_at`` is when they signed ``text_version`` in place of ``from_text``. A trigger lets a
    confirmed signature change its text only if there is such a row.
    """

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="wording_requests", db_index=False
    )
    wording = models.PositiveSmallIntegerField()
    from_text = models.ForeignKey(
        "TextVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text_version = models.ForeignKey(
        "TextVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "wording"], name="wording_request_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature_id}, wording {self.wording}"


class ProposedCorrection(models.Model):
    """A correction of a text that one organizer proposed and another has to agree to.

    It is deleted once the other agrees or either drops it; the log keeps both acts.
    """

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10)
    corrects = models.ForeignKey(
        "TextVersion", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    title = models.CharField(max_length=200)
    addressee = models.CharField(max_length=300, blank=True)
    salutation = models.CharField(max_length=200, blank=True)
    byline = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "language"], name="proposed_correction_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.language}: {self.reason}"


class TranslationCheck(models.Model):
    """One organizer's confirmation that a translation says the same. It takes two."""

    text_version = models.ForeignKey(
        "TextVersion", on_delete=models.CASCADE, related_name="checks", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text_version", "by"], name="translation_check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.text_version_id} by {self.by_id}"
