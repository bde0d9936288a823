from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signatures.actions.mail import health as mail_health
from signatures.actions.mail.health import Mail
from signatures.models import OutgoingMail
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 20, 14, 25, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def test_mail_tells_what_is_due_tried_failed_and_sent():
    signature = make_signature(make_text())

    def mail(**fields):
        OutgoingMail.objects.create(
            **{"signature": signature, "kind": "confirm", "created_at": NOW - DAY, **fields}
        )

    mail(due_at=NOW - 5 * 60 * SECOND)
    mail(due_at=NOW - 2 * 60 * SECOND)
    mail(due_at=NOW + HOUR)
    mail(due_at=NOW + HOUR, attempts=3, created_at=NOW - 2 * HOUR)
    mail(failed_at=NOW - HOUR)
    mail(failed_at=NOW - DAY - SECOND)
    mail(sent_at=NOW - SECOND)
    mail(sent_at=NOW - SECOND, kind="nothing")
    mail(sent_at=NOW - HOUR - SECOND)

    assert mail_health.read(now=NOW) == Mail(
        due=2,
        oldest_due=NOW - 5 * 60 * SECOND,
        trying=1,
        oldest_trying=NOW - 2 * HOUR,
        failed_in_a_day=1,
        sent_in_an_hour=1,
        sent_in_a_day=2,
    )


WELL = Mail(0, None, 0, None, 0, 9, 9)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "ok"),
        ({"oldest_due": NOW - 110 * SECOND}, "ok"),
        ({"oldest_due": NOW - 130 * SECOND}, "stopped"),
        ({"trying": 9}, "ok"),
        ({"trying": 10}, "refused"),
        ({"failed_in_a_day": 9}, "ok"),
        ({"failed_in_a_day": 10}, "failing"),
        ({"paused_until": NOW - SECOND, "oldest_due": NOW - DAY}, "blocked"),
    ],
)
def test_state_names_the_worst(fields, state):
    assert replace(WELL, **fields).state(now=NOW) == state
