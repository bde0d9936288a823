from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from signatures.models import JobRun, OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_job_has_just_run(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    now = timezone.now()
    JobRun.objects.bulk_create(
        JobRun(name=name, started_at=now, ended_at=now) for name in settings.CELERY_BEAT_SCHEDULE
    )


def test_deep_says_that_all_is_well(client):
    response = client.get("/healthz/deep")

    answer = response.json()
    assert (response.status_code, answer["ok"], answer["mail"]) == (200, True, "ok")
    assert set(answer["jobs"]) == set(settings.CELERY_BEAT_SCHEDULE)
    assert "no-store" in response["Cache-Control"]


def test_deep_notices_a_dead_clock_and_leaves_an_alarm_while_ready_stays_well(client, time_machine):
    time_machine.shift(timedelta(minutes=20))

    response = client.get("/healthz/deep")

    assert response.status_code == 503
    assert response.json()["jobs"]["fold_tallies"] == {
        "state": "late",
        "started_seconds_ago": 1200,
        "ended_seconds_ago": 1200,
        "failed_seconds_ago": None,
    }
    assert response.json()["jobs"]["erase_expired"]["state"] == "ok"
    assert client.get("/healthz/deep").status_code == 503
    assert OutgoingMail.objects.get().kind == "alarm"
    assert client.get("/healthz/ready").status_code == 200


def test_deep_notices_mail_that_waits(client):
    due_at = timezone.now() - timedelta(minutes=3)
    OutgoingMail.objects.create(kind="nothing", due_at=due_at)

    response = client.get("/healthz/deep")

    assert (response.status_code, response.json()["mail"]) == (503, "stopped")
