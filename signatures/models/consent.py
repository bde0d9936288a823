from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentText(models.Model):
    """The words beside a box that people tick, in one language. They never change.

    ``Signature.consents`` refers to the texts that a signatory agreed to, and says when.
    """

    class Kind(models.TextChoices):
        SIGN = "sign", _("Signing")
        PUBLISH = "publish", _("Publishing")
        UPDATES = "updates", _("Updates by e-mail")

    kind = models.CharField(max_length=7, choices=Kind)
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()  # counts the texts of one kind and language from 1
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    first_shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "sha256"], name="consent_text_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="consent_text_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"
