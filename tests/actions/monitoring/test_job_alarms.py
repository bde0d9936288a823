from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.monitoring import job_alarms
from signatures.models import JobRun, OutgoingMail
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _hourly(settings, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    settings.CELERY_BEAT_SCHEDULE = {"erase_expired": {"schedule": HOUR}}


def test_owners_are_told_once_a_day_while_a_job_is_late(time_machine, mailoutbox):
    owners = {make_organizer("owner").email, make_organizer("owner").email}
    make_organizer("editor")
    assert job_alarms.raise_due() == 0
    time_machine.shift(4 * HOUR)

    assert [job_alarms.raise_due() for _ in range(3)] == [1, 0, 0]

    assert delivery.deliver_due() == 1
    [mail] = mailoutbox
    assert set(mail.to) == owners
    assert mail.subject == "A scheduled job of Open statement is not running"
    assert "has not run for 4 hours" in " ".join(mail.body.split())
    assert "http://testserver/desk/operation/" in mail.body
    time_machine.shift(DAY)
    assert job_alarms.raise_due() == 0
    time_machine.shift(HOUR)
    assert job_alarms.raise_due() == 1


def test_alarm_that_is_over_is_not_sent(time_machine, mailoutbox):
    make_organizer("owner")
    job_alarms.raise_due()
    time_machine.shift(4 * HOUR)
    job_alarms.raise_due()
    JobRun.objects.update(started_at=timezone.now(), ended_at=timezone.now())

    assert delivery.deliver_due() == 0

    assert mailoutbox == []
    assert not OutgoingMail.objects.unsent().exists()
