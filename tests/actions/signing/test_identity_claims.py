from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from signatures.actions.signing import identity_claims
from signatures.actions.signing.sign import Source
from signatures.errors import BrokenLinkError, ExpiredLinkError, FloodError, UsedLinkError
from signatures.models import Decision, IdentityClaim, OutgoingMail, Signature
from tests.factories import (
    close_too_long_ago,
    make_added,
    make_claim,
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

WHOSE = "owner@example.org"


@pytest.fixture
def signature(text):
    return make_signature(text, name="Ada Harbor")


@pytest.fixture
def notable(text, signature):
    make_notable(signature, make_heading(text))
    return signature


def state(signature):
    return Signature.objects.get(pk=signature.pk).state


def link_in(message):
    path = reverse("confirm_claim", args=["x"]).removesuffix("x/")
    return message.body.partition(path)[2].split("/")[0]


def test_find_returns_names_that_the_list_shows_and_no_others(text, signature):
    make_signature(text, name="Ada Harbor", display="counted")
    make_signature(text, name="Ada Harbor", state="held")
    make_signature(text, name="Ada Harborough")
    added = make_added(text, name="ADA HARBOR")

    accented = make_signature(text, name="Áda Harbor", credit="Cellist")

    found = identity_claims.find(text.statement, "  ada   harbor ")

    assert {each.pk for each in found} == {signature.pk, added.pk, accented.pk}
    assert identity_claims.find(text.statement, "!!") == []


def test_ask_sends_a_link_that_lets_the_report_count(signature):
    identity_claims.ask(signature, email=WHOSE, words="I was at sea.")
    [message] = sent()

    claim = identity_claims.confirm(link_in(message))

    assert message.to == [WHOSE]
    assert "Harbor" not in message.body + message.subject
    assert (claim.state, claim.words, claim.holds) == ("waiting", "I was at sea.", False)
    assert state(signature) == "published"


def test_confirm_takes_a_notable_name_off_the_list_at_once(notable):
    claim, link = make_claim(notable, state="unconfirmed")

    identity_claims.confirm(link)

    notable.refresh_from_db()
    claim.refresh_from_db()
    assert (notable.state, notable.hold_reasons, claim.holds) == ("held", ["claimed"], True)
    assert not Signature.objects.listed(notable.statement).exists()


def test_following_a_link_changes_nothing(notable):
    claim, link = make_claim(notable, state="unconfirmed")

    assert identity_claims.follow(link) == claim

    claim.refresh_from_db()
    assert (claim.state, state(notable)) == ("unconfirmed", "published")


def test_confirm_may_be_repeated(notable):
    _, link = make_claim(notable, state="unconfirmed")

    identity_claims.confirm(link)
    identity_claims.confirm(link)

    assert Decision.objects.filter(to_state="held").count() == 1


def test_confirm_writes_the_log_without_the_address(notable):
    _, link = make_claim(notable, state="unconfirmed", email=WHOSE)

    identity_claims.confirm(link)

    lines = [str(sorted(vars(each).items(), key=str)) for each in Decision.objects.all()]
    assert any("reported that the person named did not sign" in each for each in lines)
    assert not any(WHOSE in each for each in lines)


def test_only_so_many_notable_names_are_taken_off_in_a_day(text, settings):
    settings.CLAIM_HOLDS = {timedelta(days=1): 2}
    heading = make_heading(text)
    names = [make_signature(text, name=f"Ada Harbor {n}") for n in range(4)]
    for each in names:
        make_notable(each, heading)
        identity_claims.confirm(make_claim(each, state="unconfirmed")[1])

    assert [state(each) for each in names] == ["held", "held", "published", "published"]
    assert IdentityClaim.objects.waiting().count() == 4


def test_name_that_organizers_kept_is_not_taken_off_again(notable):
    make_claim(notable, state="refused")
    _, link = make_claim(notable, state="unconfirmed")

    identity_claims.confirm(link)

    assert state(notable) == "published"


def test_one_mailbox_reports_only_so_many_names_a_day(text, settings):
    settings.CLAIMS_OF_MAILBOX = {timedelta(days=1): 2}
    settings.MAILBOX_LIMITS_STATEMENT = {timedelta(days=1): 100}
    for n in range(4):
        named = make_signature(text, name=f"Ada Harbor {n}")
        identity_claims.ask(named, email=f"owner+{n}@example.org")

    assert [each.kind for each in OutgoingMail.objects.order_by("pk")] == [
        "claim",
        "claim",
        "nothing",
        "nothing",
    ]


def test_admit_turns_down_a_source_that_sends_too_many(settings):
    settings.CLAIM_LIMITS = {timedelta(hours=1): 2}
    source = Source("192.0.2.1/32", "192.0.2.0/24")
    identity_claims.admit(source)
    identity_claims.admit(source)

    with pytest.raises(FloodError):
        identity_claims.admit(source)


def test_ask_again_replaces_a_report_that_is_not_confirmed(signature, settings):
    settings.MAILBOX_LIMITS_STATEMENT = {timedelta(days=1): 100}
    identity_claims.ask(signature, email=WHOSE)
    first = link_in(sent()[0])

    identity_claims.ask(signature, email=WHOSE)

    assert IdentityClaim.objects.count() == 1
    with pytest.raises(BrokenLinkError):
        identity_claims.confirm(first)


@pytest.mark.parametrize("kept", ["waiting", "refused", "upheld"])
def test_ask_again_sends_nothing_once_the_report_counts(signature, kept):
    make_claim(signature, state=kept, email=WHOSE)

    identity_claims.ask(signature, email=WHOSE)

    assert sent() == []
    assert IdentityClaim.objects.get().state == kept


def test_link_expires(signature, time_machine):
    _, link = make_claim(signature, state="unconfirmed")
    time_machine.shift(settings.CONFIRM_WITHIN + timedelta(seconds=1))

    with pytest.raises(ExpiredLinkError):
        identity_claims.confirm(link)


def test_link_to_an_erased_signature_is_used(signature):
    _, link = make_claim(signature, state="unconfirmed")
    Signature.objects.filter(pk=signature.pk).update(
        name="", display="anonymous", search_text="", email="", mailbox=None, mailbox_soft=None
    )

    with pytest.raises(UsedLinkError):
        identity_claims.confirm(link)


def test_report_counts_after_signing_ended(notable):
    _, link = make_claim(notable, state="unconfirmed")
    close_too_long_ago(notable)

    identity_claims.confirm(link)

    assert state(notable) == "held"


def test_erase_of_an_address_deletes_its_reports_and_logs_it(signature):
    make_claim(signature, email=WHOSE)
    make_claim(signature, email="other@example.org")
    by = make_organizer()

    assert identity_claims.erase_of("OWNER@example.org", by=by, reason="asked by letter") == 1

    assert IdentityClaim.objects.get().email == "other@example.org"
    line = Decision.objects.get(by=by)
    assert (line.to_state, line.reason) == ("erased", "asked by letter")
