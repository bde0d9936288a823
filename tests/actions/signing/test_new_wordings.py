"""A signatory of an earlier wording signs the current one, and no one else can do it for them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from signatures.actions.counts import check, wordings
from signatures.actions.signing import new_wordings, own_signature
from signatures.actions.statements import rounds
from signatures.actions.statements import texts as statements
from signatures.errors import ChangedTextError, UsedLinkError
from signatures.models import Decision, Signature, WordingRequest, WordingRound
from tests.factories import (
    make_guild,
    make_guild_member,
    make_link,
    make_organizer,
    make_signature,
    make_text,
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


def test_sign_current_moves_the_signature_and_its_count_once(text, rewrite):
    signature, other = make_signature(text), make_signature(text)
    new = rewrite()
    rounds.ask_due()
    link = make_link(signature, "manage", expires_in=None)

    for _ in range(2):
        new_wordings.sign_current(link, read=new.text_sha256)

    signature.refresh_from_db()
    other.refresh_from_db()
    assert (signature.text_version, signature.wording) == (new, 2)
    assert (other.text_version, other.wording) == (text, 1)
    assert wordings.of(text.statement).sentence == (
        "2 signatures: 1 to this wording, 1 to the wording of 3 March 2026"
    )
    assert check.differences() == []
    assert WordingRound.objects.get().answered == 1
    request = WordingRequest.objects.get(signature=signature)
    assert (request.from_text, request.text_version) == (text, new)
    line = Decision.objects.get(signature=signature)
    assert line.reason == "signed text version en-2 in place of en-1"


def test_sign_current_needs_the_wording_that_was_read(text, rewrite):
    signature = make_signature(text)
    second = rewrite()
    rewrite("We ask a third time.")

    with pytest.raises(ChangedTextError):
        new_wordings.sign_current(
            make_link(signature, "manage", expires_in=None), read=second.text_sha256
        )

    signature.refresh_from_db()
    assert signature.text_version == text


def test_sign_current_is_closed_to_withdrawn_signatures(text, rewrite):
    signature = make_signature(text)
    new = rewrite()
    link = make_link(signature, "manage", expires_in=None)
    own_signature.withdraw(link)

    with pytest.raises(UsedLinkError):
        new_wordings.sign_current(link, read=new.text_sha256)


def test_sign_current_keeps_the_marks_of_a_guild_member(text, rewrite):
    member = make_guild_member(text, make_guild())
    new = rewrite()

    new_wordings.sign_current(make_link(member, "manage", expires_in=None), read=new.text_sha256)

    member.refresh_from_db()
    assert (member.wording, len(member.guild_ids)) == (2, 1)
    assert check.differences() == []


def test_signature_changes_its_text_only_by_its_signatory(text, rewrite):
    signature = make_signature(text)
    new = rewrite()

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(text_version=new)
