"""Alarms about scheduled jobs that do not run: in the log, and as an e-mail to the owners.

A scheduler that does not run cannot raise them. So the end of every job raises them, however it
was started (visitors start e-mail delivery by signing), and so does the address for monitors.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import Error, transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.monitoring import job_runs
from signatures.models import JobRun, OutgoingMail

logger = logging.getLogger(__name__)

ALARM_EVERY = timedelta(days=1)  # for one job
LOOK_EVERY = 60  # seconds, for one process
_looked_at = 0.0


def raise_due() -> int:
    """Queue one e-mail to the owners about jobs with new problems, and return how many there are.

    Safe to repeat: each job raises one alarm per ALARM_EVERY. The e-mail says what is wrong when
    it is sent, and is not sent if all is well by then.
    """
    JobRun.objects.bulk_create(  # so that a job that never ran has a date to count from
        [JobRun(name=name) for name in settings.CELERY_BEAT_SCHEDULE], ignore_conflicts=True
    )
    found = {each.name: each for each in job_runs.all_jobs() if each.problem}
    now = timezone.now()
    quiet = Q(alarmed_at=None) | Q(alarmed_at__lt=now - ALARM_EVERY)
    with transaction.atomic():
        due = JobRun.objects.filter(quiet, pk__in=found).select_for_update(skip_locked=True)
        new = list(due.values_list("pk", flat=True))
        JobRun.objects.filter(pk__in=new).update(alarmed_at=now)
        if new:
            OutgoingMail.objects.create(kind=OutgoingMail.Kind.ALARM)
            transaction.on_commit(delivery.wake, robust=True)
    for name in new:
        logger.error("Scheduled job %s: %s", name, found[name].problem)
    return len(new)


def raise_at_intervals() -> None:
    """Raise due alarms, at most once per LOOK_EVERY. Database errors do not reach the caller."""
    global _looked_at  # noqa: PLW0603 - of this process only
    if time.monotonic() - _looked_at < LOOK_EVERY:
        return
    _looked_at = time.monotonic()
    with suppress(Error):
        raise_due()
