"""The Celery application; its settings are the CELERY_ names of the settings."""

import logging
import os
from typing import Any

from celery import Celery, Task
from celery.signals import (
    after_setup_logger,
    after_setup_task_logger,
    task_postrun,
    task_prerun,
    task_success,
)
from django.conf import settings

from letter_site import log_masking

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


@after_setup_logger.connect
@after_setup_task_logger.connect
def log_as_the_web_server_does(logger: logging.Logger, **about: Any) -> None:
    """Give Celery's own handlers the format of the settings."""
    formatter = log_masking.formatter(settings.LOGGING)
    for handler in logger.handlers:
        handler.setFormatter(formatter)


@task_prerun.connect
def set_task_id(task_id: str, **about: Any) -> None:
    """Put the id of the task into every line that is logged while it runs."""
    log_masking.request_id.set(task_id)


@task_postrun.connect
def clear_task_id(**about: Any) -> None:
    log_masking.request_id.set("-")
