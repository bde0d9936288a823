from django.db import models
from django.utils.translation import gettext_lazy as _


class NextStep(models.TextChoices):
    """One thing that a statement asks of people who have just confirmed."""

    SHARE = "share", _("share it")
    INVITE = "invite", _("ask five people")
    GUILD = "guild", _("write to their guild")

    @classmethod
    def column(cls) -> "models.CharField[str, str]":
        return models.CharField(max_length=6, choices=cls.choices)


class NextStepCount(models.Model):
    """How often a next step was chosen. A number and nothing else: no person, time or device."""

    statement = models.ForeignKey(
        "Statement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    step = NextStep.column()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "step"], name="next_step_count_once_a_statement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number:,} {self.step} of statement {self.statement_id}"
