"""Notices above public pages: where, from when, until when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from signatures.actions.record_keeping import notices
from signatures.models import Notice
from tests.factories import make_text

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def texts(statement=None):
    return [each.text for each in notices.shown(statement)]


def test_notice_is_shown_where_it_belongs():
    ours, other = make_text().statement, make_text().statement
    Notice.objects.create(statement=ours, text="Ours")
    Notice.objects.create(text="Everywhere")

    assert texts(ours) == ["Everywhere", "Ours"]
    assert texts(other) == texts() == ["Everywhere"]


def test_notice_is_shown_from_its_beginning_to_its_end(stopped_clock, time_machine):
    now = timezone.now()
    Notice.objects.create(text="Later", shows_from=now + HOUR, shows_until=now + 2 * HOUR)

    seen = []
    for _ in range(3):
        seen.append(texts())
        time_machine.shift(HOUR)

    assert seen == [[], ["Later"], []]


@pytest.mark.parametrize("is_site", [True, False])
def test_there_is_one_notice_in_one_place(is_site):
    statement = None if is_site else make_text().statement
    Notice.objects.create(statement=statement, text="First")

    with pytest.raises(IntegrityError):
        Notice.objects.create(statement=statement, text="Second")


def test_notice_cannot_end_before_it_begins():
    with pytest.raises(IntegrityError):
        Notice.objects.create(text="No", shows_until=timezone.now() - HOUR)
