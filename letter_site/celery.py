"""The Celery application; its settings are the CELERY_ names of the settings."""

import logging
import os
from typing import Any

from celery import Celery, Task
from celery.signals import task_success

logger = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letter_site.settings")

app = Celery("letter_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_success.connect
def log_work_done(sender: Task, result: Any, **about: Any) -> None:
    """Log a task that did some work. Most runs of a periodic task do none."""
    if result:
        logger.info("%s: %s done", sender.name.rpartition(".")[2], result)
