from datetime import UTC, datetime, timedelta

import pytest
from celery.schedules import crontab
from django.utils import timezone

from letter_site import settings as shipped
from signatures.actions.monitoring import job_runs
from signatures.models import JobRun

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 5, 20, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_noon(time_machine, settings):
    time_machine.move_to(NOON, tick=False)
    settings.CELERY_BEAT_SCHEDULE = {
        "fold_tallies": {"schedule": timedelta(seconds=3)},
        "erase_expired": {"schedule": HOUR},
        "check_tallies": {"schedule": crontab(hour=3, minute=20)},
    }
    for name in settings.CELERY_BEAT_SCHEDULE:
        JobRun.objects.create(name=name, started_at=NOON, ended_at=NOON)


def run(name, *, fails=False):
    with job_runs.noted(name):
        if fails:
            raise KeyError("ada@example.org")


def look(name):
    return {each.name: each for each in job_runs.all_jobs()}[name]


def test_every_job_of_the_schedule_has_a_name_for_people():
    assert set(job_runs.LABELS) == set(shipped.CELERY_BEAT_SCHEDULE)


@pytest.mark.parametrize(
    ("name", "later", "problem"),
    [
        ("fold_tallies", 10 * MINUTE, ""),
        (
            "fold_tallies",
            11 * MINUTE,
            "last started 11 minutes ago, but should run every 3 seconds",
        ),
        ("erase_expired", 70 * MINUTE, ""),
        ("erase_expired", 4 * HOUR, "last started 4 hours ago, but should run every hour"),
        ("check_tallies", timedelta(hours=15, minutes=30), ""),
        (
            "check_tallies",
            timedelta(hours=15, minutes=31),
            "last started 15 hours ago, but should run every day at 03:20 UTC",
        ),
    ],
)
def test_job_that_does_not_start_is_a_problem_after_ten_minutes(name, later, problem, time_machine):
    time_machine.shift(later)

    assert bool(look(name).problem) == bool(problem)
    assert problem in look(name).problem


def test_job_that_keeps_failing_is_a_problem_and_one_failure_is_none(time_machine):
    for _ in range(11):
        assert look("fold_tallies").problem == ""
        time_machine.shift(MINUTE)
        with pytest.raises(KeyError):
            run("fold_tallies", fails=True)

    found = look("fold_tallies")
    assert found.state == "failing"
    assert "has not succeeded for 11 minutes (KeyError)" in found.problem
    run("fold_tallies")
    assert look("fold_tallies").state == "ok"


def test_job_that_never_finishes_is_a_problem(time_machine):
    time_machine.shift(11 * MINUTE)
    JobRun.objects.update(started_at=timezone.now())

    assert look("fold_tallies").state == "unfinished"


def test_job_that_never_ran_is_a_problem_once_it_should_have(time_machine):
    JobRun.objects.update(started_at=None, ended_at=None, known_since=NOON)
    assert job_runs.problems() == []
    JobRun.objects.all().delete()
    assert job_runs.problems() == []
    JobRun.objects.create(name="erase_expired", known_since=NOON)

    time_machine.shift(2 * HOUR)

    assert "has not run for 2 hours, but should run every hour" in job_runs.problems()[0]


def test_noted_writes_at_most_twice_in_half_a_minute(time_machine):
    time_machine.shift(MINUTE)
    versions = set()

    for _ in range(10):
        run("fold_tallies")
        versions |= set(
            JobRun.objects.filter(pk="fold_tallies").values_list("started_at", "ended_at")
        )
        time_machine.shift(timedelta(seconds=2))

    assert versions == {(NOON + MINUTE, NOON + MINUTE)}
    time_machine.shift(timedelta(seconds=11))
    run("fold_tallies")
    assert look("fold_tallies").run.ended_at == timezone.now()
