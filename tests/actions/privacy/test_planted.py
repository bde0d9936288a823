"""Unusual strings of a person are in no row of any table once the person is erased."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from signatures.actions.mail import delivery
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.models import EntryChange, IdentityCheck, Signature, SignatureNote
from tests.factories import (
    make_address_change,
    make_claim,
    make_guild,
    make_link,
    make_organizer,
    make_signature,
    make_text,
    make_vouch_request,
)

pytestmark = pytest.mark.django_db

PLANTED = ["quillazeph", "zephmail", "lampwrighter", "198.51.100.0", "q7777z"]


@pytest.fixture
def signature():
    """Return a signature with each string in some row, and rows that organizers wrote about it."""
    signature = make_signature(
        make_text(slug="ask"),
        display="anonymous",
        name="Quillazeph Harbor",
        email="someone@zephmail.example",
        credit="Lampwrighter",
        source_network="198.51.100.0/24",
    )
    by = make_organizer()
    SignatureNote.objects.create(signature=signature, text="Quillazeph wrote", by=by)
    EntryChange.objects.create(signature=signature, name="Quillazeph", display="anonymous")
    check = {"how": "video_call", "note": "Quillazeph", "checked_on": timezone.now().date()}
    IdentityCheck.objects.create(signature=signature, by=by, **check)
    make_claim(signature, words="Quillazeph is another person")
    make_address_change(signature, "quillazeph@zephmail.example")
    request = make_vouch_request(make_guild(), signature, number="Q7777Z")
    type(request).objects.update(state="yes", answered_at=timezone.now())
    return signature


def found():
    """Return each planted string that a row of a table contains, with the table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        there = set()
        for table in tables:
            cursor.execute(f'SELECT lower(row::text) FROM "{table}" row')
            rows = " ".join(row for (row,) in cursor.fetchall())
            there |= {(each, table) for each in PLANTED if each in rows}
    return there


def test_nothing_is_left_after_a_withdrawal(signature):
    link = make_link(signature, "manage", expires_in=None)
    assert {each for each, _ in found()} == set(PLANTED)

    own_signature.withdraw(link)
    delivery.deliver_due()

    assert found() == set()


def test_nothing_is_left_after_the_identity_is_erased(signature):
    make_link(signature, "manage", expires_in=None)
    long_ago = timezone.now() - timedelta(hours=73)
    Signature.objects.filter(pk=signature.pk).update(attested_at=long_ago)

    retention.erase_expired()

    assert Signature.objects.published().count() == 1
    assert found() == set()
