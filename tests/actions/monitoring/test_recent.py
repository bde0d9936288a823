from datetime import timedelta

import pytest

from signatures.actions.moderation import decisions as moderation
from signatures.actions.monitoring import recent
from signatures.models import Decision
from tests.actions.monitoring.proven import DAY, HOUR, NOW, SECOND, proven
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return make_text(opens_at=NOW - 9 * DAY)


def test_hours_count_whoever_was_proven_whatever_became_of_them(text):
    hour = NOW.replace(minute=0)
    proven(text, hour, state="held")
    proven(text, hour + 59 * 60 * SECOND, state="published")
    proven(text, hour - 5 * HOUR - SECOND, state="rejected")
    make_signature(text, state="pending")
    proven(make_text(), hour)
    proven(text, NOW - 3 * DAY)

    found = recent.by_hour(text.statement, since=hour - DAY, now=NOW)

    assert found == {hour: 2, hour - 6 * HOUR: 1}


def test_hours_that_are_over_are_counted_once_an_hour(text, django_assert_num_queries, settings):
    settings.DESK_FIGURES_CACHE_TIMEOUT = timedelta(0)
    proven(text, NOW - 5 * HOUR)
    since = NOW - DAY
    recent.by_hour(text.statement, since=since, now=NOW)

    proven(text, NOW - SECOND)
    with django_assert_num_queries(1):
        found = recent.by_hour(text.statement, since=since, now=NOW)

    assert sum(found.values()) == 2


def test_today_is_what_the_log_says_since_midnight(stopped_clock, text):
    mo = make_organizer("moderator")
    now = stopped_clock
    early = make_signature(text)
    Decision.objects.create(
        signature=early,
        statement=text.statement,
        to_state="published",
        decided_at=now.replace(hour=0, minute=0, second=0, microsecond=0) - SECOND,
    )
    moderation.hold(make_signature(text), by=mo, reason="look")
    moderation.reject(make_signature(text), by=mo, refusal="abuse")
    Decision.objects.create(about="statement", statement=text.statement, to_state="published")
    moderation.hold(make_signature(make_text()), by=mo, reason="look")

    assert recent.today(text.statement, now=now) == {"held": 1, "rejected": 1}


def test_oldest_of_the_queue_is_who_was_proven_first(text):
    proven(text, NOW - HOUR, state="held")
    proven(text, NOW - DAY, state="held")
    proven(text, NOW - 2 * DAY)

    assert recent.oldest_held(text.statement) == NOW - DAY
    assert recent.oldest_held(make_text().statement) is None
