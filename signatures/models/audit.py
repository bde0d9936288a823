from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Audit(models.Model):
    """A random sample of a statement's published signatures, and the answers of their owners.

    If ``drawn_at`` is None, the worker still has to draw it. The five result fields are final
    from ``ended_at`` on, because the single answers are deleted later; until then the results
    are counted from the answers. ``shown`` says whether the public may read the result.
    """

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="audits")
    percent = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    shown = models.BooleanField(default=False)
    population = models.PositiveIntegerField(default=0)  # how many it was drawn from
    asked = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(ended_at=None), name="audit_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=5), name="audit_of_1_to_5_percent"
            ),
            models.CheckConstraint(
                condition=Q(shown=False) | Q(ended_at__isnull=False), name="audit_shown_when_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.statement_id} ({self.pk})"


class AuditedSignature(models.Model):
    """One signature of the sample and the answer of its owner. Deleted after a while."""

    class Answer(models.TextChoices):
        YES = "yes", "I signed"
        NO = "no", "I did not sign this"

    audit = models.ForeignKey(
        Audit, on_delete=models.CASCADE, related_name="asked_signatures", db_index=False
    )
    signature = models.ForeignKey("Signature", on_delete=models.CASCADE, related_name="audited")
    mail = models.OneToOneField(
        "OutgoingMail", on_delete=models.SET_NULL, null=True, related_name="audited"
    )
    answer = models.CharField(max_length=3, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "signature"], name="audit_asks_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "yes", "no"]), name="audit_has_a_known_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.signature_id}"
