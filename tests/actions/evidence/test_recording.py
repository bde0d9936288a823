"""The SQL that records a signature writes what the models would, field by field."""

import pytest
from django.utils import timezone
from psycopg import _queries

from signatures.actions.evidence import recording
from signatures.actions.mail import mailbox_limits
from signatures.models import (
    Occupation,
    Signature,
)
from tests.actions.evidence.rows import as_made, row
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

MOST = _queries.MAX_CACHED_STATEMENT_LENGTH
TYPED = {
    "name": "Björn Ulvaeus",
    "credit": "Composer, “Paper Boats”",
    "country": "SE",
    "display": "full",
    "updates": True,
    "email": "Bjorn@example.org",
    "mailbox_soft": "bjorn@example.org",
    "source_network": "192.0.2.0/24",
}


def record(text, **typed):
    fields = {**TYPED, "occupation_id": None, "signed_at": timezone.now(), **typed}
    return recording.record(
        statement_id=text.statement_id,
        mailbox="bjorn@example.org",
        text_version_id=text.pk,
        **fields,
    )


@pytest.mark.table("display", Signature.Display.values)
def test_record_writes_what_the_model_would(display):
    text = make_text()
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    now = timezone.now()

    pk = record(text, display=display, occupation_id=occupation.pk, signed_at=now)

    expected = Signature(
        statement=text.statement,
        text_version=text,
        mailbox="bjorn@example.org",
        occupation=occupation,
        signed_at=now,
        **{**TYPED, "display": display},
        **recording.found_by(TYPED["name"], TYPED["credit"], display),
    )
    others = ["id", "public_id", "desk_text"]  # a trigger writes the text for organizers
    assert row(Signature, *others, pk=pk) == as_made(expected, *others)


def test_record_gives_a_pending_signature_the_new_words():
    text = make_text()
    first = record(text)
    before = Signature.objects.get()

    second = record(text, name="Agnetha Example", credit="", display="name")

    after = Signature.objects.get()
    assert first == second
    assert (after.public_id, after.name, after.credit) == (before.public_id, "Agnetha Example", "")
    assert after.search_text == " agnetha example"


@pytest.mark.parametrize("state", ["held", "published", "rejected"])
def test_record_leaves_a_proven_signature_as_it_is(state):
    text = make_text()
    make_signature(text, state=state, email="bjorn@example.org", name="Björn First")
    before = row(Signature)

    record(text, name="Somebody Else")

    assert row(Signature) == before


@pytest.mark.parametrize("written", [recording.RECORD_ALONE, recording.RECORD_VOICE])
def test_record_is_short_enough_to_be_read_once(written):
    """A longer statement is taken apart each time, which takes as long as to send it."""
    ask, _facts = mailbox_limits.asking("ada@example.org", of=1, after=recording.NOW)

    assert len(f"{written}; {ask}") <= MOST
