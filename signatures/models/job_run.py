from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """When a scheduled job last started, ended and failed: one row for each job of the schedule.

    Jobs run every few seconds, so the times are up to half a minute old; see
    ``actions/monitoring/job_runs.py``.
    """

    name = models.CharField(max_length=60, primary_key=True)  # in settings.CELERY_BEAT_SCHEDULE
    known_since = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, default="", db_default="")  # its type, no words
    alarmed_at = models.DateTimeField(null=True)  # when owners were last told by e-mail

    def __str__(self) -> str:
        return self.name
