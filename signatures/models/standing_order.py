from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StandingOrder(models.Model):
    """A standing order of organizers for new signatures: a rule, or a name on the watch list."""

    statement = models.ForeignKey(
        "signatures.Statement",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Leave empty for all statements."),
    )
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
