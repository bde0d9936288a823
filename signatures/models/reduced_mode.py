from django.db import models
from django.db.models import Q


class ReducedMode(models.Model):
    """Whether organizers reduced the site. One row; see actions/monitoring/reduced_mode.py."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="reduced_mode_is_one_row")]

    def __str__(self) -> str:
        return f"reduced since {self.since}" if self.since else "not reduced"
