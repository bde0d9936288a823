import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.moderation import decisions as moderation
from signatures.models import OutgoingMail, Signature
from tests.factories import (
    make_guild,
    make_guild_member,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
    sign_in,
)

pytestmark = pytest.mark.django_db

PAGE = "/desk/ask/"
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _numbers_are_counted_afresh(settings):
    settings.DESK_FIGURES_CACHE_TIMEOUT = timedelta(0)


@pytest.fixture
def text():
    return make_text(slug="ask", title="Ask first", opens_at=timezone.now() - 20 * DAY)


@pytest.fixture
def vera(client):
    return sign_in(client, make_organizer("viewer"))


def proven(text, at, number):
    for _ in range(number):
        signature = make_signature(text)
        Signature.objects.filter(pk=signature.pk).update(attested_at=at)


def test_page_tells_today_and_the_state_of_things(stopped_clock, vera, text):
    mo = make_organizer("moderator")
    signatures = [make_signature(text) for _ in range(5)]
    moderation.hold(signatures[0], by=mo, reason="look")
    moderation.reject(signatures[1], by=mo, refusal="abuse")
    make_signature(text, state="pending")
    make_withdrawn(text)

    page = vera.get(PAGE)

    told = [tuple(map(str, row)) for row in page.context["states"]]
    assert told == [
        ("Published", "0", "3"),
        ("Under review", "1", "1"),
        ("Not accepted", "1", "1"),
        ("Withdrawn", "0", "1"),
    ]
    assert (page.context["confirmed_today"], page.context["pending"]) == (6, 1)
    assertContains(page, "1 signature is waiting for review.")
    assertContains(page, "<h1>Statistics</h1>")
    assertContains(page, "<bdi>Ask first</bdi>")


def test_members_of_guilds_are_one_way_of_proof(vera, text):
    make_guild_member(text, make_guild())

    assertContains(vera.get(PAGE), "By a guild")


def test_hours_are_drawn_with_a_table_behind(stopped_clock, vera, text):
    hour = stopped_clock.replace(minute=0, second=0, microsecond=0)
    proven(text, hour - HOUR, 21)
    proven(text, hour - HOUR - DAY, 4)

    page = vera.get(PAGE)

    body = page.content.decode()
    assert page.context["hours"][0].number == 21
    assert body.count("<circle") == 1
    assert "line__band" in body
    assert re.search(r'<strong>unusual</strong></th><td class="figure">21</td>', body)
    assert "Unusual: 21 in the hour from" in body


def test_only_who_looks_after_signatures_sees_networks_and_small_domains(client, vera, text):
    for number in range(5):
        make_signature(text, email=f"a{number}@many.example", source_network="8.8.8.0/24")
    make_signature(text, email="ada@herself.example", source_network="9.9.9.0/24")

    seen = vera.get(PAGE)
    assertContains(seen, "many.example")
    for secret in ("herself.example", "8.8.8.0", "9.9.9.0", "Networks"):
        assertNotContains(seen, secret)
    looked_after = sign_in(client, make_organizer("moderator")).get(PAGE)
    for told in ("many.example", "herself.example", "8.8.8.0/24", "9.9.9.0/24"):
        assertContains(looked_after, told)
    for nobodys in ("ada@", "a1@", "Ada Example"):
        assertNotContains(looked_after, nobodys)


def test_burst_of_a_source_is_marked(client, text, settings):
    settings.DOMAIN_BURST = 3
    for number in range(3):
        make_signature(text, email=f"a{number}@many.example")

    page = sign_in(client, make_organizer("moderator")).get(PAGE)

    assertContains(page, "unusually many", count=1)


@pytest.mark.parametrize(("seconds", "alarms"), [(110, 0), (130, 1)])
def test_mail_that_stands_still_is_an_alarm(vera, text, seconds, alarms):
    OutgoingMail.objects.create(
        signature=make_signature(text),
        kind="thank_you",
        due_at=timezone.now() - seconds * SECOND,
    )

    assertContains(vera.get(PAGE), "nothing is sending e-mail", count=alarms)


@pytest.mark.parametrize(("sent", "alarms"), [(4, 1), (5, 0)])
def test_mail_that_the_server_does_not_take_is_an_alarm(vera, text, sent, alarms):
    now, signature = timezone.now(), make_signature(text)
    for number in range(5 + sent):
        state = {"attempts": 1, "due_at": now + HOUR} if number < 5 else {"sent_at": now}
        OutgoingMail.objects.create(signature=signature, kind="thank_you", **state)

    assertContains(vera.get(PAGE), "The mail server takes few e-mails", count=alarms)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_page_costs_the_same_however_many_signed(vera, text, count, django_assert_num_queries):
    for _ in range(count):
        make_signature(text)
        make_signature(text, state="pending")
    make_signature(text, state="held")

    # session, visitor, second factor (middleware 2, door 2), statement, title; then states,
    # today, the oldest, hours 2, sources, methods, mail
    with django_assert_num_queries(20):
        vera.get(PAGE)


def test_numbers_are_kept_for_a_while(vera, text, settings, django_assert_num_queries):
    settings.DESK_FIGURES_CACHE_TIMEOUT = timedelta(seconds=30)
    make_signature(text, state="held")
    vera.get(PAGE)

    with django_assert_num_queries(14):
        vera.get(PAGE)


def test_statement_that_is_not_there_is_not_found(vera):
    assert vera.get("/desk/nowhere/").status_code == 404


def test_statement_that_nobody_signed_is_shown(vera):
    make_text(slug="ask", publishes_at=None)

    page = vera.get(PAGE)

    for words in (
        "No signature is waiting for review.",
        "No one has confirmed in the last 48 hours.",
    ):
        assertContains(page, words)
    assertNotContains(page, "own page")
