"""Organizers decide about quotes and changed affiliations, and only about words that they saw."""

import pytest

from signatures.actions.moderation import voices
from signatures.models import Affiliation, Decision, Quote
from tests.factories import make_text, make_voiced

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    return make_text(slug="ask", form_fields=["affiliation", "quote", "display"])


def decide(signature, act, by, seen="Ask us first."):
    return voices.decide(signature, act, seen=voices.revision(seen), by=by)


def state(signature):
    return Quote.objects.get(signature=signature).state


@pytest.mark.table(
    ("act", "after", "is_public"),
    [("publish", "published", True), ("choose", "chosen", True), ("refuse", "refused", False)],
)
def test_decision_is_stored_and_logged_and_can_be_changed(asking, mo, act, after, is_public):
    signature = make_voiced(asking, quote_state="waiting")

    assert decide(signature, act, mo)

    quote = Quote.objects.get()
    assert (quote.state, quote.decided_by) == (after, mo)
    assert bool(quote.search_text) is is_public
    assert Quote.objects.public(asking.statement).exists() is is_public
    logged = Decision.objects.get(about="signature", by=mo)
    assert (logged.from_state, logged.to_state) == ("waiting", after)
    assert logged.subject == f"signature {signature.pk}, quote"
    assert decide(signature, "refuse", mo)
    assert not Quote.objects.public(asking.statement).exists()


def test_log_does_not_quote_the_signatory(asking, mo):
    signature = make_voiced(asking, quote="Words to forget", quote_state="waiting")

    decide(signature, "publish", mo, seen="Words to forget")

    assert not any("Words to forget" in str(vars(each)) for each in Decision.objects.all())


def test_quote_that_was_changed_since_the_page_was_loaded_is_not_decided(asking, mo):
    signature = make_voiced(asking, quote_state="waiting")

    assert not decide(signature, "publish", mo, seen="Something kinder")
    assert not decide(signature, "delete", mo)
    Quote.objects.all().delete()
    assert not decide(signature, "publish", mo)
    assert not Decision.objects.filter(by=mo).exists()


def test_only_quotes_that_can_be_shown_are_to_review(asking):
    for number, fields in enumerate(
        [
            {"name": "Ada Held", "state": "held"},
            {"name": "Ben Shown"},
            {"state": "pending"},
            {"state": "rejected"},
            {"display": "name"},
            {"display": "counted"},
        ]
    ):
        make_voiced(asking, quote=f"Number {number}", quote_state="waiting", **fields)
    make_voiced(asking, quote="Read before")
    make_voiced(make_text(form_fields=["quote"]), quote="Elsewhere", quote_state="waiting")

    waiting = Quote.objects.to_review(asking.statement)

    assert [each.text for each in waiting] == ["Number 0", "Number 1"]
    assert [each.text for each in voices.decided(asking.statement)] == ["Read before"]


@pytest.mark.table(("accept", "after"), [(True, "published"), (False, "refused")])
def test_changed_affiliation_waits_for_a_decision(asking, mo, accept, after):
    signature = make_voiced(asking)
    Affiliation.objects.update(state="waiting")
    seen = voices.revision("Tin University")
    assert [e.signature for e in voices.affiliations_to_review(asking.statement)] == [signature]
    assert not Affiliation.objects.public(asking.statement).exists()

    decided = voices.decide_affiliation(signature, accept=accept, seen=seen, by=mo)

    assert decided
    assert Affiliation.objects.get().state == after
    assert Affiliation.objects.public(asking.statement).exists() is accept
    assert not voices.affiliations_to_review(asking.statement).exists()
    assert Decision.objects.get(by=mo).subject == f"signature {signature.pk}, affiliation"


def test_affiliation_that_was_changed_since_is_not_decided(asking, mo):
    signature = make_voiced(asking)
    Affiliation.objects.update(state="waiting")
    seen = voices.revision("Another")

    assert not voices.decide_affiliation(signature, accept=True, seen=seen, by=mo)
    assert Affiliation.objects.get().state == "waiting"
