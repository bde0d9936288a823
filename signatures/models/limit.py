from django.db import models


class LimitCount(models.Model):
    """A count of events within one time window, for a rate limit.

    ``key`` is a keyed hash of what is limited and its window's length, so that the table
    reveals nothing about anyone. It is in PostgreSQL because limits must hold without Redis,
    and unlogged (migration 0002) because a crash may lose it.
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
