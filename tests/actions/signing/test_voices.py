"""Signatories change their quote and their affiliation, or take them back."""

import pytest

from signatures.actions.evidence.voices import Voice
from signatures.actions.evidence.voices import of as voice_of
from signatures.actions.privacy import withheld
from signatures.actions.signing import own_signature, voices
from signatures.errors import UsedLinkError
from signatures.models import Affiliation, Decision, Quote, Rule, Signature
from tests.factories import make_link, make_text, make_voiced

pytestmark = pytest.mark.django_db
FIELDS = ["affiliation", "quote"]
BEFORE = Voice("Tin University", "Ask us first.")


@pytest.fixture
def asking():
    return make_text(slug="ask", form_fields=FIELDS)


def change(signature, **values):
    link = make_link(signature, "manage", expires_in=None)
    return voices.change(link, BEFORE._replace(**values))


def stored(signature):
    return voice_of(Signature.objects.select_related("statement").get(pk=signature.pk))


def test_new_quote_waits_and_the_old_one_is_gone_at_once(asking):
    signature = make_voiced(asking, quote_state="chosen")

    assert change(signature, quote="Ask all of us first.")

    quote = Quote.objects.get()
    assert (quote.text, quote.state, quote.decided_at) == ("Ask all of us first.", "waiting", None)
    assert quote.search_text == ""
    assert not Quote.objects.public(asking.statement).exists()
    assert stored(signature).affiliation == "Tin University"


def test_both_can_be_taken_back(asking):
    signature = make_voiced(asking)

    assert change(signature, quote="", affiliation="")

    assert not Quote.objects.exists()
    assert not Affiliation.objects.exists()


def test_nothing_new_changes_nothing_and_is_not_logged(asking):
    signature = make_voiced(asking)
    before = Decision.objects.count()

    assert not change(signature)

    assert Quote.objects.get().state == "published"
    assert Decision.objects.count() == before


def test_change_is_in_the_log_without_its_words(asking):
    signature = make_voiced(asking)

    change(signature, quote="Secret words")

    logged = Decision.objects.filter(signature=signature).latest("pk")
    assert logged.to_state == "changed"
    assert "Secret words" not in str(vars(logged))


def test_harmless_affiliation_is_shown_and_a_suspicious_one_waits(asking):
    Rule.objects.create(kind="word", value="casino", effect="hold")
    signature = make_voiced(asking)

    change(signature, affiliation="Zinc College")
    assert Affiliation.objects.public(asking.statement).get().name == "Zinc College"

    change(signature, affiliation="Casino College")
    assert Affiliation.objects.get().state == "waiting"
    assert not Affiliation.objects.public(asking.statement).exists()


def test_signature_that_was_not_accepted_cannot_be_changed(asking):
    signature = make_voiced(asking, state="rejected")

    with pytest.raises(UsedLinkError):
        change(signature, quote="Still here")
    assert Quote.objects.get().text == "Ask us first."


def test_withdrawal_deletes_both_and_ends_changes(asking):
    signature = make_voiced(asking)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not Quote.objects.exists()
    assert not Affiliation.objects.exists()
    with pytest.raises(UsedLinkError):
        change(signature, quote="Still here")


@pytest.mark.parametrize("display", ["anonymous", "counted"])
def test_both_are_deleted_with_a_name_that_is_not_shown(asking, display):
    signature = make_voiced(asking, display=display)

    withheld.erase_now(signature)

    assert not Quote.objects.exists()
    assert not Affiliation.objects.exists()
