from django.db import models
from django.db.models import Q


class MailServer(models.Model):
    """The state of the mail server. One row, maintained by actions/mail/server.py."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    accepted_at = models.DateTimeField(null=True)  # may be up to ten seconds old
    refused = models.PositiveIntegerField(default=0)  # recipients in a row, since the last accepted
    refused_since = models.DateTimeField(null=True)
    last_refusal = models.CharField(max_length=100, blank=True)  # error and code, no message
    pauses = models.PositiveIntegerField(default=0)  # in a row
    paused_until = models.DateTimeField(null=True)
    # See actions/monitoring/mail_budget.py.
    over_budget_until = models.DateTimeField(null=True)
    budget_lifted_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mail_server_is_one_row")]

    def __str__(self) -> str:
        return f"{self.refused} refused in a row"
