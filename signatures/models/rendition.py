from django.db import models
from django.utils import timezone


class Rendition(models.Model):
    """A file that a worker makes from a statement and its list, such as the letter to print.

    ``signatories`` is the number of names on the list, of which the first are in the file; the
    last of these joined the list at ``last_joined_at``. When enough changes, a new one is made.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", "letter.pdf"

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=10)
    text_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="renditions/")
    signatories = models.PositiveIntegerField()
    last_joined_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "kind", "language"], name="rendition_one_of_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.statement_id} ({self.made_at:%Y-%m-%d})"
