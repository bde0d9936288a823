"""A quote and an affiliation are written with the signature, and only where they are asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures.actions.evidence import screening, voices
from signatures.actions.evidence.voices import Voice
from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.models import Affiliation, Quote, Rule, Signature
from tests.factories import make_signature, make_text, make_voiced

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1", "192.0.2.0/24")


def sign(text, **typed):
    words = SignatureInput("Ada Example", "ada@example.org", **typed)
    signing.sign(words, on=text, source=HERE)
    return Signature.objects.get(statement=text.statement)


def test_signing_stores_both_and_the_last_form_counts_while_pending():
    text = make_text(form_fields=["affiliation", "quote"])

    sign(text, affiliation="Tin University", quote="At last.")
    signature = sign(text, affiliation="Tin Üniversity", quote="Enough.")

    assert voices.of(signature) == Voice("Tin Üniversity", "Enough.")
    assert Affiliation.objects.get().key == "tin university"
    assert (Quote.objects.get().state, Quote.objects.get().statement) == ("waiting", text.statement)
    sign(text)
    assert voices.of(Signature.objects.get()) == Voice()


def test_confirmed_signature_keeps_what_it_has():
    text = make_text(form_fields=["affiliation", "quote"])
    signature = make_voiced(text, email="ada@example.org")

    sign(text, affiliation="Elsewhere", quote="Not me")
    sign(text)

    again = Signature.objects.get(pk=signature.pk)
    assert voices.of(again) == Voice("Tin University", "Ask us first.")


def test_statement_that_does_not_ask_stores_nothing_and_asks_the_database_no_more():
    text = make_text()
    sign(text)
    with CaptureQueriesContext(connection) as queries:
        signature = sign(text, affiliation="Tin University", quote="At last.")

    assert not Quote.objects.exists()
    assert not Affiliation.objects.exists()
    assert not any("quote" in each["sql"] for each in queries)
    assert voices.of(signature) == Voice()


@pytest.mark.parametrize("typed", [{"affiliation": "Crypto Casino"}, {"quote": "Visit our casino"}])
def test_words_of_both_are_screened(typed):
    text = make_text(form_fields=["affiliation", "quote"])
    rule = Rule.objects.create(kind="word", value="casino", effect="hold")

    signature = sign(text, **typed)

    assert screening.screen(signature).reasons == [f"rule_{rule.pk}"]


def test_claim_of_an_award_in_the_affiliation_is_held(settings):
    text = make_text(form_fields=["affiliation"])

    signature = sign(text, affiliation="Oscar-winning Pictures")

    assert "self_declared" in screening.screen(signature).reasons


@pytest.mark.table(
    ("first", "second", "same"),
    [
        ("Tin University", "TIN  UNIVERSITY", True),
        ("Universität Wien", "universitat wien", True),
        ("A.B.C. Union", "a b c union", True),
        ("Tin University", "Tin College", False),
        ("東京大学", "京都大学", False),
    ],
)
def test_key_is_the_same_for_spellings_of_one_name(first, second, same):
    assert (voices.key(first) == voices.key(second)) is same


def test_imported_names_have_none_and_cost_no_query():
    text = make_text(form_fields=["affiliation", "quote"])
    signature = make_signature(text, added_by_organizers=True)
    Signature.objects.filter(pk=signature.pk).update(attested_at=None)
    signature.refresh_from_db()
    signature.statement = text.statement

    with CaptureQueriesContext(connection) as queries:
        assert voices.of(signature) == Voice()
    assert len(queries) == 0
