from django.conf import settings
from django.db import models
from django.utils import timezone


class Decision(models.Model):
    """A row of the log: who moved what from which state to which, and why.

    The database refuses to change or delete one (migration 0002). ``by`` of None is the
    signatory or the clock; ``reason`` says which.
    """

    signature = models.ForeignKey(
        "Signature", on_delete=models.DO_NOTHING, related_name="decisions", db_constraint=False
    )
    statement = models.ForeignKey("Statement", on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=9)
    to_state = models.CharField(max_length=9)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    batch = models.UUIDField(null=True)
    decided_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state} ({self.signature_id})"
