from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures, tallies
from signatures.actions.moderation import decisions as moderation
from signatures.actions.privacy import erase as erasing
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.errors import UsedLinkError
from signatures.models import (
    Signature,
    Token,
)
from tests.actions.privacy.known import EMAIL, WORD, make_known
from tests.factories import (
    make_endorsement,
    make_link,
    make_organizer,
    make_text,
)

pytestmark = pytest.mark.django_db
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


def tables_with(word):
    """Names of all tables of which a row holds ``word`` anywhere, keys to sort by included."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" one WHERE one::text ILIKE %s', [f"%{word}%"])
            found += [table] if cursor.fetchone() else []
    return found


def reject(text):
    """A signature that an organizer has just refused."""
    signature = make_known(text)
    moderation.reject(signature, by=make_organizer(), refusal="abuse")
    return signature


@pytest.fixture
def clock(time_machine):
    """Time that stands still from before the first row."""
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    return time_machine


def test_withdraw_leaves_nothing_of_the_person_in_any_table():
    signature = make_known(make_text())
    link = make_link(signature, "manage", expires_in=None)
    assert len(tables_with(WORD)) == 8

    own_signature.withdraw(link)

    assert tables_with(WORD) == []


def test_disown_leaves_nothing_of_the_person_in_any_table():
    signature = make_known(make_text(), state="pending")
    link = make_link(signature)

    signing.disown(link)

    assert tables_with(WORD) == []
    assert Token.objects.exists()  # so that the link is told from a broken one


def test_delete_pending_by_the_clock_leaves_nothing_of_the_person_in_any_table():
    old = timezone.now() - timedelta(days=15)
    signature = make_known(make_text(), state="pending", signed_at=old)
    signature.vouch_requests.all().delete()
    make_link(signature)

    retention.erase_expired()

    assert tables_with(WORD) == []


def test_erase_rejected_leaves_nothing_but_the_number(clock):
    text = make_text()
    signature = reject(text)
    link = make_link(signature, "manage", expires_in=None)
    clock.shift(timedelta(days=91))

    assert retention.erase_expired()

    signature.refresh_from_db()
    assert tables_with(WORD) == []
    assert (signature.state, signature.refusal) == ("rejected", "abuse")
    assert figures.of(text.statement).rejected == 1
    assert tallies.refusals(text.statement) == {"abuse": 1}
    assert tally_check.differences() == []
    assert signature.decisions.latest("pk").to_state == "erased"
    with pytest.raises(UsedLinkError):
        own_signature.withdraw(link)


def test_erase_rejected_waits_for_ninety_days_after_the_decision(clock):
    text = make_text()
    clock.shift(timedelta(days=30))
    signature = reject(text)
    clock.shift(timedelta(days=89))

    assert erasing.erase_rejected() == 0

    signature.refresh_from_db()
    assert signature.email == EMAIL


def test_erase_rejected_takes_more_than_a_chunk_and_finds_nothing_more(clock, monkeypatch):
    monkeypatch.setattr(erasing, "CHUNK", 1)
    for _ in range(3):
        reject(make_text())
    clock.shift(timedelta(days=91))

    assert [erasing.erase_rejected(), erasing.erase_rejected()] == [3, 0]


def test_an_erased_signature_cannot_be_published_again(clock):
    signature, by = reject(make_text()), make_organizer()
    clock.shift(timedelta(days=91))
    erasing.erase_rejected()

    assert not moderation.publish(signature, by=by, reason="")
    assert not moderation.undo(signature.decisions.earliest("pk"), by=by)
    assert Signature.objects.get().state == "rejected"


def test_a_token_keeps_no_address_when_its_endorsement_is_deleted():
    endorsement = make_endorsement(state="pending")
    Token.objects.create(
        sha256=b"1", purpose="endorse", endorsement=endorsement, email=endorsement.contact_email
    )

    endorsement.organization.delete()

    assert Token.objects.get().email == ""
