from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.guilds.vouching import requests as vouching
from signatures.actions.guilds.vouching.requests import Details
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.signing.sign import Source
from signatures.errors import (
    ClosedStatementError,
    FloodError,
    TooManyTriesError,
    UsedLinkError,
)
from signatures.models import Signature, VouchRequest
from signatures.models.vouching import GIVEN
from tests.factories import (
    DAY,
    close_too_long_ago,
    make_guild,
    make_link,
    make_text,
    make_vouch_request,
    make_without_address,
)

pytestmark = pytest.mark.django_db

HOME = Source("192.0.2.1/32", "192.0.2.0/24")
GIVE = Details(stage_name="Ada Stage", number="I0012346", words="Second unit")


@pytest.fixture
def guild():
    return make_guild(methods=["guild_officer"])


@pytest.fixture
def signature():
    return make_without_address(make_text())


def ask(signature, guild, given=GIVE, source=HOME):
    return vouching.ask(signature, given, guild=guild, source=source)


def answered(request, days=0, state="no"):
    at = timezone.now() - days * DAY
    VouchRequest.objects.filter(pk=request.pk).update(state=state, answered_at=at)


def test_request_waits_with_what_was_given(signature, guild):
    first, again = ask(signature, guild), ask(signature, guild, Details(number="other"))

    assert first == again
    request = VouchRequest.objects.get()
    assert (request.state, request.name, request.number) == ("waiting", "Ada Example", "I0012346")
    assert (request.statement, request.guild) == (signature.statement, guild)


def test_taking_back_erases_and_lets_one_ask_again(signature, guild):
    ask(signature, guild)

    assert vouching.withdraw(signature, guild=guild)
    assert not vouching.withdraw(signature, guild=guild)
    assert not VouchRequest.objects.exists()
    ask(signature, guild)


def test_withdrawing_erases_all_requests(signature, guild):
    answered(ask(signature, guild))
    ask(signature, guild)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not VouchRequest.objects.exists()
    with pytest.raises(UsedLinkError):
        ask(signature, guild)


def test_no_can_be_asked_about_again_twice(signature, guild, settings):
    settings.VOUCHING_LIMITS = {timedelta(days=1): 9}
    for _ in range(3):
        answered(ask(signature, guild))

    assert not vouching.standing(signature, guild).may_ask
    with pytest.raises(TooManyTriesError):
        ask(signature, guild)


def test_asking_and_taking_back_is_limited_in_a_day(signature, guild):
    for _ in range(3):
        ask(signature, guild)
        vouching.withdraw(signature, guild=guild)

    with pytest.raises(FloodError):
        ask(signature, guild)


def test_one_source_is_limited_unless_many_share_it(guild):
    text = make_text()
    for _ in range(10):
        ask(make_without_address(text), guild)

    with pytest.raises(FloodError):
        ask(make_without_address(text), guild)
    hall = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)
    assert ask(make_without_address(text), guild, source=hall)


def test_closed_statement_takes_no_request_of_a_pending_signature(guild):
    signature = close_too_long_ago(make_without_address(make_text()))

    with pytest.raises(ClosedStatementError):
        ask(signature, guild)


def test_what_was_given_is_erased_thirty_days_after_the_answer(guild):
    old, young = make_vouch_request(guild, words="Old"), make_vouch_request(guild, words="New")
    answered(old, 31, "yes")
    answered(young, 29)

    retention.erase_expired()

    old.refresh_from_db()
    young.refresh_from_db()
    assert {getattr(old, each) for each in GIVEN} == {""}
    assert (old.state, bool(old.erased_at), young.words) == ("yes", True, "New")


def test_request_without_an_answer_ends_and_is_erased(guild):
    late = make_vouch_request(guild, asked_at=timezone.now() - 91 * DAY)
    waiting = make_vouch_request(guild, asked_at=timezone.now() - 89 * DAY)

    retention.erase_expired()

    late.refresh_from_db()
    waiting.refresh_from_db()
    assert (late.state, late.name, late.number) == ("over", "", "")
    assert (waiting.state, waiting.name) == ("waiting", "Ada Example")


def test_pending_signature_is_kept_until_its_answer_could_be_read(guild):
    text, old = make_text(), timezone.now() - 60 * DAY
    kept = [make_without_address(text, signed_at=old) for _ in range(2)]
    gone = [make_without_address(text, signed_at=old) for _ in range(2)]
    make_vouch_request(guild, kept[0])
    answered(make_vouch_request(guild, kept[1]), 13)
    answered(make_vouch_request(guild, gone[0]), 15)

    retention.erase_expired()

    assert set(Signature.objects.all()) == set(kept)
