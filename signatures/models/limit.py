from django.db import models


class LimitCount(models.Model):
    """How often something happened within one window of time.

    ``key`` is a keyed hash of what is limited and its window's length, so that the table
    says nothing about anybody. Kept in PostgreSQL because limits must hold without Redis;
    unlogged (migration 0002), because a crash may forget them.
    """

    key = models.BinaryField(max_length=32)
    window_start = models.DateTimeField()
    hits = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "window_start"], name="limit_count_per_window"),
        ]
        indexes = [models.Index(fields=["window_start"], name="limit_count_age")]

    def __str__(self) -> str:
        return f"{self.hits} since {self.window_start}"
