"""Disputes: someone else used a member's number or code, and an officer decides."""

import pytest

from signatures import tokens
from signatures.actions.counts import check as tally_check
from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.guilds.vouching import disputes
from signatures.actions.guilds.vouching.disputes import UsedMembership
from signatures.actions.guilds.vouching.requests import Details
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import Source
from signatures.errors import TooManyGuessesError, WrongGuildCodeError
from signatures.models import Decision, OutgoingMail, VouchRequest
from tests.factories import (
    make_codes,
    make_guild,
    make_roster,
    make_signature,
    make_text,
    make_without_address,
)

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1/32", "192.0.2.0/24")
NUMBER = Details(number="12", legal_name="Ada Lovelace")
BY_NUMBER = UsedMembership(number=True)
ADA = ("12", "Lovelace", "ada@example.org")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster", "guild_code", "guild_officer"])


@pytest.fixture
def earlier(text, guild, officer):
    """Return the signature of someone who has used the number of Ada Lovelace."""
    make_roster(guild, ADA, officer=officer)
    signature = make_signature(text, name="A Thief", email="thief@example.org")
    return use(signature, guild)


@pytest.fixture
def ada(text):
    return make_signature(text, name="Ada Lovelace", email="ada@example.net")


def use(signature, guild):
    member = Member("12", "Lovelace")
    roster_claims.claim(signature, member, guild=guild, source=HERE)
    signature.refresh_from_db()
    return signature


def dispute(signature, guild, *, given=NUMBER, used=BY_NUMBER, source=HERE):
    return disputes.ask(signature, given, used, guild=guild, source=source)


def mails():
    found = OutgoingMail.objects.filter(kind__startswith="dispute").order_by("pk")
    return [(each.kind, each.signature.name) for each in found]


def test_dispute_holds_the_earlier_signature_and_tells_both_and_the_officers(guild, earlier, ada):
    request = dispute(ada, guild)

    earlier.refresh_from_db()
    assert (earlier.state, earlier.hold_reasons) == ("held", ["disputed"])
    assert (request.disputes, request.disputed_way) == (earlier, "guild_roster")
    assert mails() == [("disputed", "A Thief"), ("dispute_begun", "Ada Lovelace")]
    assert OutgoingMail.objects.filter(kind="account_notice").count() >= 1
    line = Decision.objects.filter(about="guild", subject=f"request {request.pk} to tin").last()
    assert line.to_state == "disputes a membership used before"
    assert tally_check.differences() == []


def test_dispute_about_a_code_holds_its_signature_and_does_not_store_the_code(guild, text, officer):
    _, [typed, *_] = make_codes(guild, officer=officer)
    code = tokens.read_guild_code(typed)
    earlier = make_signature(text)
    signing.attest_by_code(earlier, code, guild=guild, source=HERE)
    ada = make_signature(text)

    given = Details(words="Second unit")
    request = dispute(ada, guild, given=given, used=UsedMembership(code=code))

    earlier.refresh_from_db()
    assert (earlier.state, request.disputed_way) == ("held", "guild_code")
    assert request.disputes == earlier
    values = VouchRequest.objects.filter(pk=request.pk).values().get()
    assert code[:4] not in str(values)


def test_wrong_code_begins_no_dispute_and_is_counted(guild, text, settings):
    settings.GUILD_CODE_TRIES = {next(iter(settings.GUILD_CODE_TRIES)): 1}
    used = UsedMembership(code="ABCD2345EFGH6789")

    with pytest.raises(WrongGuildCodeError):
        dispute(make_signature(text), guild, used=used)
    with pytest.raises(TooManyGuessesError):
        dispute(make_signature(text), guild, used=used)
    assert not VouchRequest.objects.exists()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (Details(number="12", legal_name="Ada Babbage"), UsedMembership(number=True)),
        (Details(number="13", legal_name="Ada Lovelace"), UsedMembership(number=True)),
        (NUMBER, UsedMembership()),
    ],
)
def test_whoever_does_not_know_number_and_surname_begins_no_dispute(
    guild, earlier, ada, given, used
):
    request = dispute(ada, guild, given=given, used=used)

    earlier.refresh_from_db()
    assert (request.disputes, request.disputed_way, request.state) == (None, "", "waiting")
    assert earlier.state == "published"
    assert mails() == []


def test_address_that_is_not_confirmed_begins_no_dispute(guild, earlier, text):
    pending = make_signature(text, state="pending", email="new@example.org")

    for signature in (pending, make_without_address(text)):
        assert dispute(signature, guild).disputes is None
    earlier.refresh_from_db()
    assert earlier.state == "published"


def test_own_number_is_no_dispute(guild, earlier):
    assert dispute(earlier, guild).disputes is None
    earlier.refresh_from_db()
    assert earlier.state == "published"


def test_number_used_for_another_statement_is_no_dispute(guild, earlier):
    other = make_signature(make_text(slug="other"), name="Ada Lovelace")

    assert dispute(other, guild).disputes is None


def test_signature_whose_address_the_guild_has_is_not_taken_off_the_list(guild, text, officer, ada):
    make_roster(guild, ADA, officer=officer)
    earlier = use(make_signature(text, email="ada@example.org"), guild)

    request = dispute(ada, guild)

    earlier.refresh_from_db()
    assert (request.disputes, earlier.state) == (earlier, "published")


def test_officer_reads_that_the_guild_has_the_address_of_the_person_who_asks(guild, earlier, text):
    ada = make_signature(text, name="Ada Lovelace", email="ada@example.org")

    assert dispute(ada, guild).address_on_roster


def test_disputes_above_the_limit_take_no_more_names_off_the_list(guild, earlier, ada, settings):
    settings.DISPUTES_HELD = 0

    request = dispute(ada, guild)

    earlier.refresh_from_db()
    assert (request.disputes, earlier.state) == (earlier, "published")


def test_numbers_of_disputes_are_limited_like_those_of_the_roster(guild, earlier, text, settings):
    settings.ROSTER_TRIES = {next(iter(settings.ROSTER_TRIES)): 0}

    with pytest.raises(TooManyGuessesError):
        dispute(make_signature(text), guild)
