from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from signatures.actions import moderation, recent
from signatures.actions.recent import Mail, Source
from signatures.models import Decision, Guild, OutgoingMail, Signature
from tests.factories import make_guild_member, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 20, 14, 25, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def text():
    return make_text(opens_at=NOW - 9 * DAY)


def proven(text, at, number=1, **fields):
    for _ in range(number):
        signature = make_signature(text, **fields)
        Signature.objects.filter(pk=signature.pk).update(attested_at=at)


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
    settings.DESK_NUMBERS_KEPT = timedelta(0)
    proven(text, NOW - 5 * HOUR)
    since = NOW - DAY
    recent.by_hour(text.statement, since=since, now=NOW)

    proven(text, NOW - SECOND)
    with django_assert_num_queries(1):
        found = recent.by_hour(text.statement, since=since, now=NOW)

    assert sum(found.values()) == 2


def test_today_is_what_the_log_says_since_midnight(text):
    mo = make_organizer("moderator")
    now = timezone.now()
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


def test_sources_are_the_most_frequent_of_a_day(text, settings):
    settings.NETWORK_BURST = settings.DOMAIN_BURST = 3
    guild = Guild.objects.create(slug="quill", name="Quill")
    far = {"source_network": "8.8.8.0/24"}
    for number in range(3):
        proven(text, NOW - HOUR, email=f"a{number}@one.example", **far)
    proven(text, NOW - 3 * HOUR, email="b@two.example", **far)
    for number in range(3):
        proven(text, NOW - HOUR, email=f"c{number}@gmail.com", source_network="10.0.0.0/24")
    proven(text, NOW - DAY - SECOND, email="d@old.example")
    member = make_guild_member(text, guild, email="e@two.example")
    Signature.objects.filter(pk=member.pk).update(attested_at=NOW)

    found = recent.sources(text.statement, now=NOW)

    assert found.networks == [
        Source("8.8.8.0/24", 4, 3, is_burst=True),
        Source("10.0.0.0/24", 3, 3),
    ]
    assert found.domains == [
        Source("gmail.com", 3, 3),
        Source("one.example", 3, 3, is_burst=True),
        Source("two.example", 2, 1),
    ]
    assert found.proofs == [Source("email", 7, 6), Source("guild", 1, 1)]
    assert found.looked_at == 8


def test_sources_are_bounded_and_say_so(text, monkeypatch):
    monkeypatch.setattr(recent, "MOST_PROVEN", 3)
    monkeypatch.setattr(recent, "TOP", 2)
    for number in range(4):
        proven(text, NOW - number * SECOND, email=f"a@{number}.example")

    found = recent.sources(text.statement, now=NOW)

    assert [each.value for each in found.domains] == ["0.example", "1.example"]
    assert (found.looked_at, found.is_cut_short) == (3, True)


def test_oldest_of_the_queue_is_who_was_proven_first(text):
    proven(text, NOW - HOUR, state="held")
    proven(text, NOW - DAY, state="held")
    proven(text, NOW - 2 * DAY)

    assert recent.oldest_held(text.statement) == NOW - DAY
    assert recent.oldest_held(make_text().statement) is None


def test_mail_tells_what_is_due_tried_failed_and_sent(text):
    signature = make_signature(text)

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

    assert recent.mail(now=NOW) == Mail(
        due=2,
        oldest_due=NOW - 5 * 60 * SECOND,
        trying=1,
        oldest_trying=NOW - 2 * HOUR,
        failed_in_a_day=1,
        sent_in_an_hour=1,
    )
