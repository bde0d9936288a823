import pytest
from django.conf import settings

from signatures.actions.moderation import claims, decisions
from signatures.actions.signing import identity_claims
from signatures.models import Decision, Signature
from tests.factories import (
    make_claim,
    make_heading,
    make_notable,
    make_signature,
    make_text,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def notable():
    text = make_text(slug="ask")
    signature = make_signature(text, name="Ada Harbor", email="ada@example.org")
    make_notable(signature, make_heading(text))
    return signature


def reported(signature):
    """Return a confirmed report about ``signature``, from another address."""
    claim, link = make_claim(signature, state="unconfirmed", email="owner@example.org")
    identity_claims.confirm(link)
    return claim


def told(time_machine):
    """Return the subjects of all e-mails by their reader, once decisions are told."""
    time_machine.shift(settings.DECISIONS_TOLD_AFTER)
    return {(each.to[0], each.subject) for each in sent()}


def state(signature):
    return Signature.objects.get(pk=signature.pk).state


def test_uphold_rejects_the_signature_and_tells_both(notable, mo, time_machine):
    claim = reported(notable)

    assert claims.uphold(claim, by=mo, reason="wrote to the agent")

    notable.refresh_from_db()
    claim.refresh_from_db()
    assert (notable.state, notable.refusal) == ("rejected", "not_them")
    assert (claim.state, claim.decided_by) == ("upheld", mo)
    assert told(time_machine) == {
        ("owner@example.org", "The name you reported is off the list: Ask first"),
        ("ada@example.org", "Your signature was not accepted: Ask first"),
    }


def test_refuse_publishes_a_held_name_again_and_tells_both(notable, mo, time_machine):
    claim = reported(notable)

    assert claims.refuse(claim, by=mo)

    claim.refresh_from_db()
    assert (state(notable), claim.state) == ("published", "refused")
    assert told(time_machine) == {
        ("owner@example.org", "Your report was not accepted: Ask first"),
        ("ada@example.org", "Your signature was reported and stays: Ask first"),
    }


def test_refuse_leaves_a_name_held_that_is_held_for_another_reason(mo):
    signature = make_signature(make_text(), state="held", reasons=["bounced"])
    claim, _ = make_claim(signature)

    assert claims.refuse(claim, by=mo)

    assert state(signature) == "held"


def test_both_decisions_are_in_the_log_with_their_reason(notable, mo):
    claims.uphold(reported(notable), by=mo, reason="wrote to the agent")

    line = Decision.objects.get(by=mo, subject=f"signature {notable.pk}")
    assert "did not sign" in line.from_state
    assert line.to_state == "the signature was taken off the list"


def test_decision_in_the_queue_settles_the_report(notable, mo, time_machine):
    claim = reported(notable)

    decisions.reject(notable, by=mo, refusal="not_them")

    claim.refresh_from_db()
    assert claim.state == "upheld"
    assert ("owner@example.org", "The name you reported is off the list: Ask first") in told(
        time_machine
    )


def test_decision_that_is_undone_in_time_tells_no_one(notable, mo, time_machine):
    claim = reported(notable)
    claims.uphold(claim, by=mo)
    decision = notable.decisions.order_by("-pk").first()

    assert decisions.undo(decision, by=mo)

    claim.refresh_from_db()
    assert (claim.state, state(notable)) == ("waiting", "held")
    assert told(time_machine) == set()


def test_decision_on_a_decided_report_does_nothing(notable, mo):
    claim = reported(notable)
    claims.uphold(claim, by=mo)

    assert not claims.refuse(claim, by=mo)

    assert state(notable) == "rejected"


def test_waiting_reports_come_with_held_names_first(mo):
    text = make_text()
    shown, _ = make_claim(make_signature(text))
    held, _ = make_claim(make_signature(text, state="held"), holds=True)
    make_claim(make_signature(text), state="unconfirmed")
    make_claim(make_signature(make_text()))

    assert list(claims.waiting(text.statement)) == [held, shown]
