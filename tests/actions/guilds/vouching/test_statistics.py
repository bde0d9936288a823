from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.guilds.vouching import statistics
from signatures.models import VouchAnswer, VouchRequest
from tests.factories import make_guild, make_officer, make_vouch_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(methods=["guild_officer"])


def answer(guild, officer, said, *, ago=timedelta(0), **request):
    made = make_vouch_request(guild, answered_at=timezone.now() if request else None, **request)
    return VouchAnswer.objects.create(
        request=made,
        guild=guild,
        officer=officer,
        answer=said,
        answered_at=timezone.now() - ago,
    )


def test_answers_are_counted_for_each_officer(guild):
    ada, bo = make_officer(guild).user, make_officer(guild).user
    for said in ("yes", "yes", "no"):
        answer(guild, ada, said)
    answer(guild, bo, "unsure")

    found = {each["officer__email"]: each for each in statistics.by_officer(guild)}

    mine = found[ada.email]
    assert (mine["yes"], mine["no"], mine["unsure"]) == (2, 1, 0)
    assert found[bo.email]["unsure"] == 1


def test_queue_shows_what_waits_and_what_was_answered_today(guild, stopped_clock):
    officer, other = make_officer(guild).user, make_officer(guild).user
    make_vouch_request(guild)
    answer(guild, other, "yes", state="yes")
    answer(guild, officer, "no", state="no")
    answer(guild, officer, "no", state="no", ago=timedelta(days=1))

    found = statistics.of_queue(guild, by=officer)

    assert (found.waiting, found.today, found.mine_today) == (1, 2, 1)
    assert found.oldest is not None


def test_guild_without_requests_has_noughts(guild):
    found = statistics.of_guild(guild)

    assert found == {"waiting": 0, "second": 0, "oldest": None, "lacked_second": 0, "over": 0}
    assert statistics.by_officer(guild) == []


def test_expired_requests_are_counted_apart(guild):
    make_vouch_request(guild, state=VouchRequest.State.OVER, answered_at=timezone.now())
    make_vouch_request(guild)

    found = statistics.of_guild(guild)

    assert (found["waiting"], found["over"]) == (1, 1)
