"""A new wording is put to everyone who signed an earlier one, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from signatures.actions.signing import new_wordings
from signatures.actions.statements import rounds
from signatures.actions.statements import texts as statements
from signatures.models import OutgoingMail, Signature, WordingRequest, WordingRound
from tests.factories import (
    make_link,
    make_organizer,
    make_signature,
    make_text,
    make_withdrawn,
    make_without_address,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(time_machine):
    time_machine.move_to("2026-03-03 10:00Z", tick=False)
    return make_text(slug="ask")


@pytest.fixture
def rewrite(text, time_machine):
    """Save a new wording a day later, as an editor does, and return it a minute after that."""
    editor = make_organizer("editor")

    def save(words="We ask, and we ask for pay."):
        time_machine.shift(timedelta(days=1))
        newest = statements.newest_for_update(text.statement, "en")
        typed = statements.TextInput(title="Ask first", text=words)
        seen = statements.revision(newest)
        saved = statements.write_text(text.statement, "en", typed, seen=seen, by=editor)
        time_machine.shift(timedelta(minutes=1))
        return saved

    return save


def asked():
    kind = OutgoingMail.Kind.NEW_WORDING
    return set(OutgoingMail.objects.filter(kind=kind).values_list("signature", flat=True))


def test_ask_due_asks_confirmed_signatories_with_an_address_once(text, rewrite):
    published, held = make_signature(text), make_signature(text, state="held")
    make_signature(text, state="pending")
    make_signature(text, state="rejected")
    make_withdrawn(text)
    member = make_signature(text)
    Signature.objects.filter(pk=member.pk).update(email="", mailbox=None, mailbox_soft=None)
    rewrite()

    runs = [rounds.ask_due(), rounds.ask_due()]

    assert runs == [2, 0]
    assert asked() == {published.pk, held.pk}
    found = WordingRound.objects.get()
    assert (found.to_ask, found.asked, found.answered) == (2, 2, 0)


def test_ask_due_works_in_batches_of_whole_signatures(text, rewrite, monkeypatch):
    monkeypatch.setattr(rounds, "BATCH", 2)
    everyone = {make_signature(text).pk for _ in range(5)}
    rewrite()

    assert [rounds.ask_due() for _ in range(4)] == [2, 2, 1, 0]
    assert asked() == everyone


def test_ask_due_asks_who_confirms_an_earlier_wording_later(text, rewrite, time_machine):
    make_signature(text)
    rewrite()
    rounds.ask_due()
    late = make_signature(text)
    time_machine.shift(timedelta(minutes=1))

    assert rounds.ask_due() == 1
    assert late.pk in asked()


def test_database_refuses_to_ask_anyone_twice_about_a_wording(text, rewrite):
    signature = make_signature(text)
    rewrite()
    rounds.ask_due()

    with pytest.raises(IntegrityError), transaction.atomic():
        WordingRequest.objects.create(signature=signature, wording=2, from_text=text)


def test_correction_asks_no_one(text):
    make_signature(text)
    text.pk = None
    statements.add_text(text, corrects=True)

    assert rounds.ask_due() == 0
    assert not WordingRound.objects.exists()


def test_round_of_a_replaced_wording_stops_and_the_next_one_asks_everyone(text, rewrite):
    make_signature(text)
    rewrite()
    rewrite("We ask a third time.")

    assert rounds.ask_due() == 1
    assert WordingRequest.objects.get().wording == 3


def test_mail_names_both_versions_and_goes_only_to_those_who_have_not_signed(text, rewrite):
    make_signature(text, email="ada@example.org")
    eager = make_signature(text, email="eve@example.org")
    new = rewrite()
    rounds.ask_due()
    new_wordings.sign_current(make_link(eager, "manage", expires_in=None), read=new.text_sha256)

    [letter] = sent()

    assert letter.to == ["ada@example.org"]
    words = " ".join(letter.body.split())
    assert "You signed version 1 of “Ask first”, written on 3 March 2026." in words
    assert f"The new wording is version 2. Its SHA-256 is {new.text_sha256}." in words
    assert letter.body.count("/manage/") == 1


def test_nobody_without_an_address_counts_as_asked(text):
    make_signature(text)
    make_without_address(text)
    added = make_signature(text, added_by_organizers=True)
    Signature.objects.filter(pk=added.pk).update(attested_at=None)

    assert rounds.expected(text.statement) == (1, 1)
    assert mail.outbox == []
