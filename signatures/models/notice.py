from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Notice(models.Model):
    """A sentence above the public pages of one statement, or of all if ``statement`` is None.

    There is at most one for each statement and one for the whole site.
    """

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", null=True, db_index=False
    )
    text = models.CharField(max_length=300)
    shows_from = models.DateTimeField(default=timezone.now)
    shows_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], nulls_distinct=False, name="notice_is_one_per_statement"
            ),
            models.CheckConstraint(
                condition=Q(shows_until=None) | Q(shows_until__gt=F("shows_from")),
                name="notice_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    def is_shown(self, now: datetime) -> bool:
        return self.shows_from <= now and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.shows_until is not None and self.shows_until <= now
