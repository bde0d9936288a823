"""The end of a dispute: an answer, a request taken back, erased or left unanswered."""

import pytest
from django.utils import timezone

from signatures import tokens
from signatures.actions.counts import check as tally_check
from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.guilds.vouching import answers, disputes, requests, settlements, undo
from signatures.actions.guilds.vouching.disputes import UsedMembership
from signatures.actions.guilds.vouching.requests import Details
from signatures.actions.moderation import decisions
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import Source
from signatures.errors import NotOnRosterError, WrongGuildCodeError
from signatures.models import CodeClaim, OutgoingMail, RosterClaim, VouchRequest
from tests.factories import (
    make_codes,
    make_guild,
    make_link,
    make_officer,
    make_organizer,
    make_roster,
    make_signature,
)

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)
MEMBER = Member("12", "Lovelace")


@pytest.fixture(autouse=True)
def no_chance(settings):
    settings.VOUCHING_SECOND_LOOKS = 0


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster", "guild_code", "guild_officer"])


@pytest.fixture
def earlier(text, guild, officer):
    make_roster(guild, ("12", "Lovelace", ""), officer=officer)
    signature = make_signature(text, name="A Thief", email="thief@example.org")
    roster_claims.claim(signature, MEMBER, guild=guild, source=HERE)
    signature.refresh_from_db()
    return signature


@pytest.fixture
def ada(text):
    return make_signature(text, name="Ada Lovelace", email="ada@example.net")


@pytest.fixture
def request_(guild, earlier, ada):
    given = Details(number="12")
    return disputes.ask(ada, given, UsedMembership(number=True), guild=guild, source=HERE)


def say(request, said, by):
    answers.answer(request.key, said, guild=request.guild, by=by)
    request.refresh_from_db()


def methods(signature):
    return sorted(signature.attestations.values_list("method", flat=True))


def last_mail(signature):
    return signature.mails.order_by("-pk").first().kind


def test_yes_moves_the_membership_to_the_person_who_asked(guild, officer, earlier, ada, request_):
    say(request_, "yes", officer)

    earlier.refresh_from_db()
    assert (methods(earlier), methods(ada)) == (["email"], ["email", "guild_officer"])
    assert earlier.state == "published"  # its address is confirmed; it is no member any more
    assert earlier.revoked_proofs.get().reason == "dispute"
    assert RosterClaim.objects.get().signature == ada
    assert (request_.disputes, last_mail(earlier)) == (None, "dispute_lost")
    assert tally_check.differences() == []
    with pytest.raises(NotOnRosterError):
        roster_claims.claim(earlier, MEMBER, guild=guild, source=HERE)


def test_yes_holds_an_earlier_signature_that_has_no_other_proof(guild, officer, text, ada):
    _, [typed, *_] = make_codes(guild, officer=officer)
    code = tokens.read_guild_code(typed)
    link = signing.sign(signing.SignatureInput("A Thief", guild_code=code), on=text, source=HERE)
    assert link
    earlier = CodeClaim.objects.get().signature
    used = UsedMembership(code=code)
    request = disputes.ask(ada, Details(words="Hello"), used, guild=guild, source=HERE)

    say(request, "yes", officer)

    earlier.refresh_from_db()
    assert (earlier.state, earlier.hold_reasons) == ("held", ["proof_revoked"])
    assert CodeClaim.objects.get().revoked_at
    with pytest.raises(WrongGuildCodeError):
        signing.attest_by_code(ada, code, guild=guild, source=HERE)
    assert tally_check.differences() == []


@pytest.mark.parametrize("said", ["no", "unsure"])
def test_other_answers_give_the_earlier_signature_its_place_back(officer, earlier, request_, said):
    place = earlier.published_at

    say(request_, said, officer)

    earlier.refresh_from_db()
    assert (earlier.state, earlier.published_at) == ("published", place)
    assert methods(earlier) == ["email", "guild_roster"]
    assert last_mail(earlier) == "dispute_kept"
    assert tally_check.differences() == []


def test_yes_of_a_dispute_needs_a_second_officer(guild, officer, earlier, request_):
    make_officer(guild)

    say(request_, "yes", officer)

    earlier.refresh_from_db()
    assert (request_.state, request_.disputes, earlier.state) == ("second", earlier, "held")


def test_request_taken_back_ends_the_dispute(guild, earlier, ada, request_):
    settlements.withdraw_request(ada, guild=guild)

    earlier.refresh_from_db()
    assert earlier.state == "published"


def test_withdrawn_signature_ends_its_dispute(earlier, ada, request_):
    own_signature.withdraw(make_link(ada, "manage", expires_in=None))
    retention.erase_expired()

    earlier.refresh_from_db()
    assert (earlier.state, VouchRequest.objects.count()) == ("published", 0)


def test_dispute_that_no_one_answers_ends(earlier, request_, settings):
    long_ago = timezone.now() - 2 * settings.VOUCHING_WITHIN
    VouchRequest.objects.update(asked_at=long_ago)

    retention.erase_expired()

    earlier.refresh_from_db()
    assert (earlier.state, last_mail(earlier)) == ("published", "dispute_kept")


def test_decision_of_an_organizer_outlives_the_dispute(officer, earlier, request_):
    decisions.reject(earlier, by=make_organizer(), refusal="other")

    say(request_, "no", officer)

    earlier.refresh_from_db()
    assert earlier.state == "rejected"


def test_earlier_signatory_whom_an_officer_knows_too_gets_the_place_back(
    guild, officer, earlier, request_
):
    place = earlier.published_at
    own = requests.ask(earlier, Details(words="It is mine"), guild=guild, source=HERE)
    say(own, "yes", officer)  # writes another line about the held signature

    say(request_, "no", officer)

    earlier.refresh_from_db()
    assert (earlier.state, earlier.published_at) == ("published", place)


def test_signature_is_held_by_one_dispute_only(guild, officer, earlier, ada, request_, text):
    say(request_, "no", officer)

    again = disputes.ask(
        ada, Details(number="12"), UsedMembership(number=True), guild=guild, source=HERE
    )

    earlier.refresh_from_db()
    assert (again.disputes, earlier.state) == (earlier, "published")


def test_yes_that_settled_a_dispute_cannot_be_taken_back(guild, officer, request_):
    say(request_, "yes", officer)

    assert not undo.recent(guild, by=officer).exists()


def test_settle_may_be_repeated(officer, earlier, request_):
    say(request_, "yes", officer)
    before = OutgoingMail.objects.count()

    assert settlements.settle() == 0
    assert OutgoingMail.objects.count() == before
