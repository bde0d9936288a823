from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """The times a scheduled job last started, ended and failed: one row for each job.

    Jobs run every few seconds, so times are not saved every run and may be up to half a minute
    old; see ``actions/monitoring/job_runs.py``.
    """

    name = models.CharField(max_length=60, primary_key=True)  # in settings.CELERY_BEAT_SCHEDULE
    known_since = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, default="", db_default="")  # its type, not its message
    alarmed_at = models.DateTimeField(null=True)  # when owners were last told by e-mail

    def __str__(self) -> str:
        return self.name
