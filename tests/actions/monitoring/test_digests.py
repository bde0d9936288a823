from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.guilds.codes import batches
from signatures.actions.mail import delivery
from signatures.actions.monitoring import digests
from signatures.models import Decision, OutgoingMail, Signature, User
from tests.factories import (
    make_domain,
    make_endorsement,
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
    make_vouch_request,
    sent,
)

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def held(text, **fields):
    return make_signature(text, state="held", name="Ada Example", **fields)


def texts(user, since=None):
    return [(each.text, each.is_new) for each in digests.waiting(user, since=since)]


def test_digest_says_what_waits_with_numbers_and_links_and_no_name(text, settings):
    maud = make_organizer("moderator", email="maud@example.org")
    held(text)

    assert digests.send_due() == 1
    delivery.deliver_due()

    [mail] = sent()
    assert mail.to == ["maud@example.org"]
    assert mail.subject.endswith("1 thing waits for you")
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


@pytest.mark.table(
    ("role", "kinds"),
    [
        ("owner", ["under review", "asks to endorse"]),
        ("moderator", ["under review"]),
        ("editor", ["asks to endorse"]),
        ("viewer", []),
        ("", []),
    ],
)
def test_people_are_told_only_what_their_role_includes(text, role, kinds):
    held(text)
    make_endorsement(text, state="held")

    found = [line for line, _ in texts(make_organizer(role))]

    assert [any(kind in line for line in found) for kind in kinds] == [True] * len(kinds)
    assert len(found) == len(kinds)


def test_officer_is_told_of_requests_to_their_own_guild():
    guild = make_guild(name="Tin Players")
    officer = make_officer(guild)
    make_vouch_request(guild)
    make_vouch_request(make_guild())

    assert texts(officer.user) == [("Tin Players: 1 person asks you to vouch for them", True)]
    assert texts(officer.user, since=timezone.now()) == [
        ("Tin Players: 1 person asks you to vouch for them", False)
    ]


def test_burst_and_mail_that_does_not_go_out_are_alarms(text):
    olga = make_organizer("owner")
    held(text, reasons=["domain_burst"])
    late = timezone.now() - DAY
    OutgoingMail.objects.create(signature=held(text), kind="link", due_at=late)

    found = texts(olga)
    assert ("E-mail is not going out as it should", True) in found
    assert ("ask: many signatures came at once from one network or domain", True) in found
    digests.send_due()
    olga.refresh_from_db()
    assert ("E-mail is not going out as it should", False) in texts(olga, since=olga.digest_at)


def test_person_who_is_switched_off_gets_none(text):
    make_organizer("moderator", is_active=False)
    held(text)

    assert digests.send_due() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_digest_costs_the_same_however_many_statements(count, django_assert_max_num_queries):
    olga = make_organizer("owner")
    for _ in range(count):
        held(make_text())

    with django_assert_max_num_queries(10):
        digests.waiting(olga)


def test_choice_is_in_the_log():
    maud = make_organizer("moderator")

    done = [digests.choose(maud, "hourly") for _ in range(2)]

    assert done == [True, False]
    assert [(each.subject, each.to_state) for each in Decision.objects.all()] == [
        ("digest", "hourly")
    ]


def test_owners_are_told_what_officers_ask_for():
    guild = make_guild(slug="tin", name="Tin Guild", methods=["guild_domain"], members=50)
    make_domain(guild, "tin.example", approved=False, confirmed=False)
    make_domain(guild, "other.example", confirmed=False)
    batches.ask(guild, size=9, ends_at=timezone.now() + DAY, note="", by=make_officer(guild).user)

    paths = {each.path: each.text for each in digests.waiting(make_organizer())}

    assert paths == {
        "/desk/guilds/tin/codes/": "Tin Guild: 1 request waits for your approval",
        "/desk/guilds/tin/domains/": "Tin Guild: 1 request waits for your approval",
    }
    assert digests.waiting(make_organizer("editor")) == []


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
    [item] = [each for each in digests.waiting(officer) if "more than 3 days" in each.text]
    assert item.text == "Tin Players: 1 of them has waited for more than 3 days"
