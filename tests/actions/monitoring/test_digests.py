from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.monitoring import digest_items, digests
from signatures.models import Decision, Signature, User
from tests.factories import (
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_vouch_request,
    sent,
)

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def held(text, **fields):
    return make_signature(text, state="held", name="Ada Example", **fields)


def test_digest_says_what_waits_with_numbers_and_links_and_no_name(text, settings):
    maud = make_organizer("moderator", email="maud@example.org")
    held(text)

    assert digests.send_due() == 1
    delivery.deliver_due()

    [mail] = sent()
    assert mail.to == ["maud@example.org"]
    assert mail.subject.endswith("1 thing is waiting for you")
    assert "ask: 1 signature is under review, 1 of them new" in mail.body
    assert f"{settings.SITE_URL}/desk/ask/queue/" in mail.body
    assert f"{settings.SITE_URL}/accounts/digest/" in mail.body
    assert "Ada" not in mail.body
    assert User.objects.get(pk=maud.pk).digest_at


def test_without_anything_new_no_second_digest_is_sent(text):
    make_organizer("moderator", digest="at_once")
    held(text)

    first = digests.send_due()
    User.objects.update(digest_at=timezone.now() - HOUR)
    held(text)
    Signature.objects.update(attested_at=timezone.now() - 2 * HOUR)
    second = digests.send_due()
    held(text)
    third = digests.send_due()

    assert (first, second, third) == (1, 0, 1)


@pytest.mark.table(
    ("digest", "minutes", "number"),
    [
        ("at_once", 6, 1),
        ("at_once", 4, 0),
        ("hourly", 61, 1),
        ("hourly", 59, 0),
        ("daily", 24 * 60 + 1, 1),
        ("daily", 24 * 60 - 1, 0),
        ("off", 9 * 24 * 60, 0),
    ],
)
def test_each_person_chooses_how_often(text, digest, minutes, number):
    before = timezone.now() - timedelta(minutes=minutes)
    make_organizer("moderator", digest=digest, digest_at=before)
    held(text)

    assert digests.send_due() == number


def test_person_who_is_switched_off_gets_none(text):
    make_organizer("moderator", is_active=False)
    held(text)

    assert digests.send_due() == 0


def test_choice_is_in_the_log():
    maud = make_organizer("moderator")

    done = [digests.choose(maud, "hourly") for _ in range(2)]

    assert done == [True, False]
    assert [(each.subject, each.to_state) for each in Decision.objects.all()] == [
        ("digest", "hourly")
    ]


def test_officer_is_reminded_once_of_a_request_that_waits_for_three_days(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00")
    guild = make_guild(slug="tin", name="Tin Players")
    officer = make_officer(guild).user
    make_vouch_request(guild)

    sent = []
    for _ in range(6):
        sent.append(digests.send_due())
        time_machine.shift(timedelta(days=1, seconds=1))

    assert sent == [1, 0, 0, 1, 0, 0]
    [item] = [each for each in digest_items.waiting(officer) if "more than 3 days" in each.text]
    assert item.text == "Tin Players: 1 of them has waited for more than 3 days"
