"""What the clock sends to the worker."""

import pytest
from celery import current_app
from django.conf import settings

from signatures import tasks


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_clock_can_send_each_of_its_tasks(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    task = getattr(tasks, name)

    with current_app.connection_for_write(url="memory://") as connection:
        task.apply_async(connection=connection, **entry["options"])
        sent = connection.default_channel.basic_get("celery")

    assert entry["task"] == task.name
    assert sent.headers["task"] == task.name
