"""Wrong attempts: when a way of a guild pauses, who is told, and that other guilds go on."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signatures.actions.guilds import attempts
from signatures.actions.mail import delivery
from signatures.errors import PausedWayError
from signatures.models import Decision, PausedWay
from tests.factories import make_guild, make_officer, make_organizer, sent

pytestmark = pytest.mark.django_db

ROSTER, HOUR, DAY = "guild_roster", timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def guild(settings):
    settings.GUILD_WRONG_ATTEMPTS = {ROSTER: 3}
    settings.SITE_WRONG_ATTEMPTS = {ROSTER: {timedelta(minutes=10): 5}}
    return make_guild(slug="tin", name="Tin Guild", methods=[ROSTER])


def guess(guild, times, method=ROSTER):
    """Make wrong attempts until the way pauses; return how many were looked at."""
    for number in range(times):
        try:
            attempts.check(guild, method)
        except PausedWayError:
            return number
        attempts.wrong(guild, method)
    return times


def test_way_pauses_after_too_many_wrong_attempts_and_other_guilds_go_on(guild):
    other = make_guild(slug="zinc", methods=[ROSTER])

    assert guess(guild, 100) == 4
    with pytest.raises(PausedWayError) as raised:
        attempts.check(guild, ROSTER)
    assert timedelta(0) < raised.value.retry_after <= HOUR
    attempts.check(guild, "guild_code")
    attempts.check(other, ROSTER)


def test_right_attempts_allow_as_many_more_wrong_ones(guild):
    for _ in range(5):
        attempts.right(guild, ROSTER)

    assert guess(guild, 100) == 9


def test_officers_and_owners_are_told_at_once_and_only_once(guild):
    make_officer(guild, email="olga@tin.example")
    make_officer(make_guild(slug="zinc"), email="zoe@zinc.example")
    make_organizer(email="owner@letter.example")
    make_organizer("moderator", email="maud@letter.example")

    guess(guild, 100)
    delivery.deliver_due()

    assert sorted(mail.to[0] for mail in sent()) == ["olga@tin.example", "owner@letter.example"]
    by_reader = {mail.to[0]: mail.body for mail in sent()}
    assert "Tin Guild" in by_reader["olga@tin.example"]
    assert "/guilds/tin/" in by_reader["olga@tin.example"]
    assert "/desk/guilds/tin/attempts/" in by_reader["owner@letter.example"]


def test_second_pause_within_a_day_lasts_until_someone_opens_the_way(guild):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        guess(guild, 100)
        clock.shift(HOUR)
        assert guess(guild, 100) == 4
        clock.shift(30 * DAY)
        with pytest.raises(PausedWayError):
            attempts.check(guild, ROSTER)

        olga = make_officer(guild).user
        assert attempts.open_again(guild, ROSTER, by=olga)
        assert not attempts.open_again(guild, ROSTER, by=olga)
        attempts.check(guild, ROSTER)
        guess(guild, 100)
        assert PausedWay.objects.get().ends_at == timezone.now() + HOUR


def test_opened_way_forgets_the_wrong_attempts_of_the_hour(guild):
    guess(guild, 100)
    attempts.open_again(guild, ROSTER, by=make_officer(guild).user)

    assert guess(guild, 100) == 4


def test_pause_and_its_end_are_in_the_log(guild):
    olga = make_officer(guild).user
    guess(guild, 100)
    attempts.open_again(guild, ROSTER, by=olga)

    found = Decision.objects.filter(subject__startswith="tin: ").order_by("pk")
    assert list(found.values_list("to_state", "by")) == [
        ("paused: 4 wrong attempts within an hour", None),
        ("open again", olga.pk),
    ]


def test_owners_are_told_of_an_attack_on_many_guilds_which_pauses_none(guild):
    make_organizer(email="owner@letter.example")
    for number in range(9):
        attempts.wrong(make_guild(slug=f"guild-{number}", methods=[ROSTER]), ROSTER)

    delivery.deliver_due()

    [mail] = sent()
    assert "more than 5 wrong attempts at all guilds" in " ".join(mail.body.split())
    assert not PausedWay.objects.exists()
    [alarm] = attempts.alarms()
    assert "more than 5 wrong attempts" in alarm


def test_alarms_name_each_paused_way(guild):
    assert attempts.alarms() == []
    guess(guild, 100)

    assert attempts.alarms() == [
        "Tin Guild: “On the guild’s roster” is paused after too many wrong attempts."
    ]
