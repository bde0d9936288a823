"""Tests of the schedule of background tasks and of their log lines."""

import logging

import pytest
from celery import current_app
from django.conf import settings

from signatures import tasks
from signatures.actions.counts import tallies


@pytest.mark.table("name", settings.CELERY_BEAT_SCHEDULE)
def test_clock_can_send_each_of_its_tasks(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    task = getattr(tasks, name)

    with current_app.connection_for_write(url="memory://") as connection:
        task.apply_async(connection=connection, **entry["options"])
        sent = connection.default_channel.basic_get("celery")

    assert entry["task"] == task.name
    assert sent.headers["task"] == task.name


@pytest.mark.django_db
def test_worker_logs_the_work_it_did_and_no_run_without_any(caplog, monkeypatch):
    done = iter([0, 3, 0])
    monkeypatch.setattr(tallies, "fold", lambda: next(done))

    with caplog.at_level(logging.INFO):
        for _ in range(3):
            tasks.fold_tallies.apply()

    assert caplog.messages == ["fold_tallies: 3 done"]


def test_scheduled_tasks_write_no_lines_of_their_own():
    names = ("celery.worker.strategy", "celery.app.trace", "celery.beat")

    assert [name for name in names if logging.getLogger(name).isEnabledFor(logging.INFO)] == []
