import pytest

from signatures.actions.guilds.vouching import answers as vouching_answers
from signatures.actions.guilds.vouching import second_officer
from signatures.actions.guilds.vouching.answers import Outcome
from signatures.actions.privacy import retention
from signatures.models import (
    Attestation,
    Decision,
    Signature,
    VouchRequest,
)
from tests.factories import (
    make_guild,
    make_heading,
    make_notable,
    make_officer,
    make_signature,
    make_text,
    make_vouch_request,
    make_without_address,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_officer"])


@pytest.fixture(autouse=True)
def no_chance(settings):
    settings.VOUCHING_SECOND_LOOKS = 0


def say(request, said, by):
    outcome = vouching_answers.answer(request.key, said, guild=request.guild, by=by)
    request.refresh_from_db()
    return outcome


def test_notable_takes_a_second_officer(guild, officer, settings):
    settings.KNOWN_FOR = ("oscar winner",)
    request = make_vouch_request(guild, make_without_address(make_text(), credit="Oscar winner"))
    other = make_officer(guild).user

    assert say(request, "yes", officer) == Outcome.SECOND
    assert (request.state, Signature.objects.get().state) == ("second", "pending")
    found = VouchRequest.objects.filter(guild=guild)
    assert (found.for_officer(officer).count(), found.for_officer(other).count()) == (0, 1)
    assert say(request, "yes", officer) == Outcome.LATE
    assert say(request, "yes", other) == Outcome.SAVED
    assert (request.state, Attestation.objects.get().officer) == ("yes", other)


def test_second_officer_may_say_no(guild, officer, settings):
    settings.VOUCHING_SECOND_LOOKS = 100
    request, other = make_vouch_request(guild), make_officer(guild).user
    say(request, "yes", officer)

    say(request, "no", other)

    assert (request.state, Attestation.objects.count()) == ("no", 0)


def test_only_officer_of_a_guild_decides_alone_and_that_is_noted(guild, officer, settings):
    settings.VOUCHING_SECOND_LOOKS = 100
    request = make_vouch_request(guild)

    assert say(request, "yes", officer) == Outcome.SAVED
    assert request.lacked_second
    assert Decision.objects.get(about="guild").reason == "no second officer"


def test_who_stands_above_the_list_takes_two_and_so_does_one_in_twenty(settings):
    settings.VOUCHING_SECOND_LOOKS = 5
    text = make_text()
    plain, notable = make_signature(text), make_signature(text)
    make_notable(notable, make_heading(text))

    assert all(second_officer.takes_two(notable) for _ in range(5))
    assert 0 < sum(second_officer.takes_two(plain) for _ in range(600)) < 80


def test_second_look_that_nobody_can_take_is_settled(guild, officer, settings):
    settings.VOUCHING_SECOND_LOOKS = 100
    other = make_officer(guild)
    stays, goes = make_vouch_request(guild), make_vouch_request(guild)
    say(stays, "yes", officer)
    say(goes, "yes", other.user)
    other.delete()

    retention.erase_expired()

    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.state, stays.lacked_second, goes.state) == ("yes", True, "waiting")
