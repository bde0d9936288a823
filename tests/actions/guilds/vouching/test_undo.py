"""Answers that officers take back, and what becomes of the proof."""

from datetime import timedelta

import pytest

from signatures.actions.guilds.vouching import answers, requests, undo
from signatures.actions.guilds.vouching.requests import Details
from signatures.actions.signing.sign import Source
from signatures.errors import StaleEditError
from signatures.models import Attestation, Decision, VouchRequest
from tests.factories import make_guild, make_officer, make_vouch_request

pytestmark = pytest.mark.django_db
HALL = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)


@pytest.fixture(autouse=True)
def _one_officer_is_enough(settings):
    settings.VOUCHING_SECOND_LOOKS = 0


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_officer"])


@pytest.fixture
def request_(guild):
    return make_vouch_request(guild)


def state(request):
    return VouchRequest.objects.get(pk=request.pk).state


@pytest.mark.parametrize("said", ["no", "unsure"])
def test_answer_taken_back_waits_again(guild, officer, request_, said):
    answers.answer(request_.key, said, guild=guild, by=officer)

    undo.undo_answer(request_.key, guild=guild, by=officer)

    assert state(request_) == "waiting"
    assert list(undo.recent(guild, by=officer)) == []
    line = Decision.objects.filter(about="guild", by=officer).latest("pk")
    assert line.reason == "own answer taken back"
    answers.answer(request_.key, "yes", guild=guild, by=officer)
    assert state(request_) == "yes"


def test_yes_taken_back_takes_the_proof_away(guild, officer, request_):
    answers.answer(request_.key, "yes", guild=guild, by=officer)

    undo.undo_answer(request_.key, guild=guild, by=officer)

    assert state(request_) == "waiting"
    assert not Attestation.objects.filter(method="guild_officer").exists()
    request_.signature.refresh_from_db()
    assert request_.signature.state == "held"


def test_answer_of_another_officer_stays(guild, officer, request_):
    answers.answer(request_.key, "no", guild=guild, by=officer)

    with pytest.raises(StaleEditError):
        undo.undo_answer(request_.key, guild=guild, by=make_officer(guild).user)
    with pytest.raises(StaleEditError):
        undo.undo_answer(request_.key, guild=make_guild(), by=officer)
    assert state(request_) == "no"


def test_first_of_two_yeses_stays_when_the_second_is_taken_back(guild, officer, request_, settings):
    settings.VOUCHING_SECOND_LOOKS = 100
    second = make_officer(guild).user
    for each in (officer, second):
        answers.answer(request_.key, "yes", guild=guild, by=each)
    assert state(request_) == "yes"

    undo.undo_answer(request_.key, guild=guild, by=second)

    assert state(request_) == "second"
    assert not Attestation.objects.filter(method="guild_officer").exists()


def test_after_a_day_it_is_too_late(guild, officer, request_, time_machine):
    answers.answer(request_.key, "no", guild=guild, by=officer)
    VouchRequest.objects.get().answers.update(
        answered_at=request_.asked_at - timedelta(days=1, seconds=1)
    )

    with pytest.raises(StaleEditError):
        undo.undo_answer(request_.key, guild=guild, by=officer)


def test_member_who_has_asked_again_is_answered_there(guild, officer, request_):
    answers.answer(request_.key, "unsure", guild=guild, by=officer)
    requests.ask(request_.signature, Details(number="7"), guild=guild, source=HALL)

    with pytest.raises(StaleEditError):
        undo.undo_answer(request_.key, guild=guild, by=officer)
