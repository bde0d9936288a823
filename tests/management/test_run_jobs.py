from datetime import timedelta

import pytest
from celery.schedules import maybe_schedule
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from signatures import tasks
from signatures.management.commands import run_jobs
from signatures.models import JobRun

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_run_jobs_runs_every_job_of_the_schedule_and_each_notes_it(capsys):
    call_command("run_jobs")

    ended = set(JobRun.objects.filter(ended_at__isnull=False).values_list("pk", flat=True))
    assert ended == set(settings.CELERY_BEAT_SCHEDULE)
    assert capsys.readouterr().out.count(": done\n") == len(ended)


def test_run_jobs_runs_the_others_when_one_fails(monkeypatch, capsys):
    def fail():
        raise KeyError("ada@example.org")

    monkeypatch.setattr(tasks.tallies, "fold", fail)

    with pytest.raises(SystemExit) as ended:
        call_command("run_jobs")

    out = capsys.readouterr()
    assert ended.value.code == 1
    assert out.err == "fold_tallies: failed (KeyError)\n"
    assert out.out.count(": done\n") == len(settings.CELERY_BEAT_SCHEDULE) - 1
    assert JobRun.objects.get(pk="fold_tallies").error == "KeyError"


def test_step_runs_what_is_due_by_when_it_last_ran_anywhere(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    JobRun.objects.create(name="x", started_at=timezone.now() - HOUR / 4)
    ran = []

    def job():
        ran.append(timezone.now())
        if len(ran) == 1:
            raise KeyError

    step = run_jobs.step("x", job, maybe_schedule(HOUR))

    assert step() == 45 * 60
    assert ran == []
    time_machine.shift(HOUR * 3 / 4)
    with pytest.raises(KeyError):
        step()
    assert step() == 60 * 60
    assert len(ran) == 2
