from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.monitoring import submitted
from tests.factories import make_added, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_by_day_counts_forms_and_confirmations_by_their_day(time_machine):
    time_machine.move_to("2026-03-03 10:00Z", tick=False)
    text = make_text()
    make_signature(text, state="pending")
    time_machine.shift(timedelta(days=1))
    make_signature(text)
    make_added(text)

    days = submitted.by_day(text.statement, now=timezone.now())

    assert len(days) == submitted.DAYS
    assert days[-1].on - days[0].on == timedelta(days=submitted.DAYS - 1)
    assert [(each.submitted, each.confirmed) for each in days[-2:]] == [(1, 0), (1, 1)]
