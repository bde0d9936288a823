import uuid

import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.guilds.vouching import answers as vouching_answers
from signatures.actions.guilds.vouching.answers import Outcome
from signatures.models import (
    Attestation,
    Decision,
    OutgoingMail,
    Signature,
    VouchAnswer,
)
from tests.factories import (
    close_too_long_ago,
    make_guild,
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


def test_yes_is_proof_and_publishes(guild, officer):
    request = make_vouch_request(guild)

    assert say(request, "yes", officer) == Outcome.SAVED

    signature = Signature.objects.get()
    assert (signature.state, request.state) == ("published", "yes")
    [proof] = Attestation.objects.all()
    assert (proof.method, proof.guild, proof.officer) == ("guild_officer", guild, officer)
    assert figures.of(request.statement).guild == 1
    assert tally_check.differences() == []
    line = Decision.objects.get(about="guild")
    assert (line.by, line.to_state, line.signature_id) == (officer, "a member", None)
    assert (line.subject, line.statement) == (f"request {request.pk} to tin", request.statement)


def test_yes_to_a_name_to_look_at_is_held(guild, officer):
    request = make_vouch_request(guild, make_without_address(make_text(), name="Sign this now!"))

    say(request, "yes", officer)

    assert Signature.objects.get().state == "held"


@pytest.mark.parametrize("said", ["no", "unsure"])
def test_other_answers_leave_the_signature_as_it_is(guild, officer, said):
    request = make_vouch_request(guild)

    assert say(request, said, officer) == Outcome.SAVED
    assert (request.state, Signature.objects.get().state) == (said, "pending")
    assert not Attestation.objects.exists()
    assert Decision.objects.get().by == officer


def test_first_of_two_officers_counts(guild, officer):
    request, other = make_vouch_request(guild), make_officer(guild).user
    say(request, "no", officer)

    assert say(request, "yes", other) == Outcome.LATE
    assert say(request, "yes", officer) == Outcome.LATE
    assert (request.state, VouchAnswer.objects.count()) == ("no", 1)


def test_requests_of_others_and_those_taken_back_are_not_there(guild, officer):
    theirs = make_vouch_request(make_guild())

    for key in (theirs.key, uuid.uuid4()):
        outcome = vouching_answers.answer(key, "yes", guild=guild, by=officer)
        assert outcome == Outcome.GONE
    assert not Decision.objects.exists()


def test_yes_is_to_the_name_that_was_shown(guild, officer):
    request = make_vouch_request(guild)
    Signature.objects.update(name="Eve Example")

    assert say(request, "yes", officer) == Outcome.CHANGED
    assert (request.state, request.name) == ("waiting", "Eve Example")
    assert say(request, "yes", officer) == Outcome.SAVED


def test_closed_statement_ends_the_request(guild, officer):
    request = make_vouch_request(guild, close_too_long_ago(make_without_address(make_text())))

    assert say(request, "yes", officer) == Outcome.CLOSED
    assert (request.state, Signature.objects.get().state) == ("over", "pending")


@pytest.mark.parametrize("said", ["yes", "no", "unsure"])
def test_confirmed_address_is_told(guild, officer, said):
    say(make_vouch_request(guild, make_signature(make_text())), said, officer)

    assert [each.kind for each in OutgoingMail.objects.all()] == [f"vouched_{said}"]


def test_address_that_is_not_confirmed_is_told_nothing(guild, officer):
    say(make_vouch_request(guild, make_signature(make_text(), state="pending")), "no", officer)

    assert not OutgoingMail.objects.exists()
