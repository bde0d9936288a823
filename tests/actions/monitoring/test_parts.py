"""Each way a part of the site can be unwell is told, and with what to do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.utils import timezone

from signatures.actions.mail import health as mail_health
from signatures.actions.monitoring import database, job_runs, parts
from signatures.models import JobRun

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
ALL = ("E-mail", "Worker", "Clock", "Cache", "Database")


@pytest.fixture
def state(monkeypatch):
    """Look at the parts; what is said of the database, Redis and jobs can be chosen."""
    well = replace(database.health(), connections=5, most_connections=97)
    well = replace(well, its_time=well.asked_at)

    def look(*, started=timedelta(0), ended=None, is_up=True, waiting=0, troubles=(), **facts):
        now = timezone.now()
        JobRun.objects.all().delete()
        JobRun.objects.bulk_create(
            JobRun(
                name=name,
                started_at=now - started,
                ended_at=now - (started if ended is None else ended),
            )
            for name in configured.CELERY_BEAT_SCHEDULE
        )
        replica = facts.pop("replica", None)
        monkeypatch.setattr(database, "health", lambda: replace(well, **facts))
        monkeypatch.setattr(database, "health_of_replica", lambda: replica)
        monkeypatch.setattr(parts.Redis, "read", lambda: parts.Redis(is_up, waiting))
        mail = mail_health.read(now=now)
        found = parts.all_parts(jobs=job_runs.all_jobs(), mail=mail, mail_troubles=list(troubles))
        names = (*ALL, "Replica") if replica else ALL
        assert tuple(str(each.name) for each in found) == names
        assert all(each.is_well is not bool(each.to_do) for each in found)
        return {str(each.name): f"{each.state} {each.to_do}" for each in found if not each.is_well}

    return look


def test_nothing_is_unwell_while_all_works(state):
    assert state() == {}


def test_a_worker_that_takes_no_messages_is_to_be_started(state):
    found = state(started=3 * MINUTE, waiting=400)

    assert list(found) == ["Worker"]
    assert "Jobs waiting for it: 400" in found["Worker"]
    assert "systemctl restart letter-worker" in found["Worker"]


def test_a_clock_that_asks_for_nothing_is_to_be_started(state):
    found = state(started=3 * MINUTE, waiting=0)

    assert list(found) == ["Worker", "Clock"]
    assert "systemctl restart letter-beat" in found["Clock"]
    assert "See “Clock”" in found["Worker"]


def test_jobs_that_start_and_do_not_end_are_named(state):
    found = state(ended=timedelta(days=3))

    assert list(found) == ["Worker"]
    assert "Sending e-mail" in found["Worker"]


def test_without_redis_the_cache_is_the_cause_and_not_the_worker(state):
    found = state(started=3 * MINUTE, is_up=False)

    assert list(found) == ["Worker", "Clock", "Cache"]
    assert "Start Redis." in found["Cache"]
    assert "letter-jobs" in found["Worker"]


def test_jobs_without_redis_run_by_letter_jobs_are_well(state):
    assert list(state(is_up=False)) == ["Cache"]


def test_clocks_that_differ_are_told_in_seconds(state):
    found = state(its_time=timezone.now() + 90 * MINUTE)

    assert list(found) == ["Clock"]
    assert "timedatectl" in found["Clock"]


def test_trouble_with_mail_is_repeated(state):
    assert "It is blocked." in state(troubles=["It is blocked."])["E-mail"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"only_reads": True}, "It is read-only, so no one can sign. This is a replica"),
        ({"has_room": False}, "Its disk is full, so no one can sign. Free up space"),
        ({"connections": 95}, "Connections used: 95 of 97. Put PgBouncer in front"),
        ({"archives": True, "archiving_fails": True}, "Its log is not being archived"),
    ],
    ids=["read only", "full disk", "no connections", "archive"],
)
def test_each_fault_of_the_database_is_told(state, facts, words):
    found = state(**facts)

    assert list(found) == ["Database"]
    assert found["Database"].startswith(words)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"answers": False},
            "It does not answer. Public pages are read from the database instead.",
        ),
        ({"answers": True}, "It is not a replica. Public pages"),
        (
            {"answers": True, "is_replica": True, "lag": 3.6},
            "It lacks changes. Its newest one is 4 seconds old. Public pages",
        ),
        ({"answers": True, "is_replica": True}, "It lacks changes. Public pages"),
    ],
    ids=["gone", "promoted", "late", "late, nobody knows how much"],
)
def test_each_fault_of_the_replica_is_told(state, facts, words):
    found = state(replica=database.Replica(**facts))

    assert list(found) == ["Replica"]
    assert found["Replica"].startswith(words)


def test_replica_that_keeps_up_is_well(state):
    assert state(replica=database.Replica(answers=True, is_replica=True, lag=0.2)) == {}


def test_redis_is_really_asked():
    assert parts.Redis.read().is_up is True
