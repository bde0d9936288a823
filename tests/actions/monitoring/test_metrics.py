import pytest
from django.conf import settings as configured
from django.core.cache import caches

from signatures.actions.counts import tallies
from signatures.actions.mail.health import STATES
from signatures.actions.monitoring import metrics, reduced_mode
from tests.factories import make_organizer, make_signature

pytestmark = pytest.mark.django_db


def found():
    """Return the values of each metric by its name."""
    return {each.name: each.values for each in [*metrics.of_cache(), *metrics.of_database()]}


def test_signatures_are_counted_once_folded_or_not(text):
    make_signature(text)
    make_signature(text)
    before = found()

    tallies.fold()

    assert before["queue"]["tally_changes"] == 2
    assert found()["queue"]["tally_changes"] == 0
    assert before["signatures"]["published"] == found()["signatures"]["published"] == 2


def test_unconfirmed_signatures_wait_in_a_queue(text):
    make_signature(text, state="pending")

    assert found()["queue"]["unconfirmed_signatures"] == 1


def test_mail_is_in_exactly_one_state():
    assert found()["mail_state"] == {each: float(each == "ok") for each in STATES}


def test_reduced_mode_is_told_with_its_cause():
    assert found()["reduced_mode"] == {"owner": 0, "load": 0}

    reduced_mode.switch_on(by=make_organizer("owner"))

    assert found()["reduced_mode"] == {"owner": 1, "load": 0}


def test_every_scheduled_job_has_its_numbers():
    assert set(found()["job_ok"]) == set(found()["job_ended_seconds"])
    assert set(found()["job_ok"]) == set(configured.CELERY_BEAT_SCHEDULE)


def test_messages_that_no_worker_takes_are_counted(monkeypatch):
    monkeypatch.setattr(metrics, "CELERY_QUEUE", "a-queue-of-this-test")
    caches["pages"]._redis().rpush("a-queue-of-this-test", "message", "message")

    assert found()["worker_messages"] == {"": 2}


def test_archiving_is_told_only_where_it_is_on():
    assert "archiving_fails" not in found()
