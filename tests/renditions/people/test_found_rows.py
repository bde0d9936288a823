"""Tests of signatures as organizers find them."""

from datetime import UTC, datetime

import pytest

from signatures.models import Signature
from signatures.renditions.people import found_rows
from tests.factories import (
    make_guild,
    make_guild_member,
    make_nameless,
    make_signature,
    make_text,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db


def found(signature):
    signatures = Signature.objects.filter(pk=signature.pk)
    [row] = found_rows.rows(signatures.prefetch_related(found_rows.WITH_THESE), "statement")
    return row


def test_a_row_says_who_signed_when_and_why_it_is_held():
    signed_at = datetime(2026, 5, 3, 9, 5, 7, tzinfo=UTC)
    signature = make_signature(
        make_text(),
        state="held",
        name="علي <b>",
        credit="=cmd",
        email="ali@example.org",
        source_network="198.51.100.0/24",
        reasons=["capitals", "rule_7", "an_older_one"],
        signed_at=signed_at,
    )

    row = found(signature)

    assert (row["name"], row["credit"]) == ("علي <b>", "=cmd")
    assert row["email"] == "ali@example.org"
    assert row["network"] == "198.51.100.0/24"
    assert row["state"] == "under review"
    assert row["reasons"] == "the name is all in capitals; rule 7; an_older_one"
    assert row["signed_at"] == "3 May 2026, 09:05"
    assert datetime.fromisoformat(row["signed_iso"]) == signed_at
    assert row["url"] == f"/desk/statement/signatures/{signature.public_id}/"


def test_a_row_names_each_proof_and_its_guild():
    guild = make_guild(name="Tin Guild")

    row = found(make_guild_member(make_text(), guild))

    assert any("Tin Guild" in proof for proof in row["proofs"])


def test_a_row_without_a_name_tells_withheld_from_erased():
    text = make_text()

    nameless, withdrawn = found(make_nameless(text)), found(make_withdrawn(text))

    assert (nameless["name"], nameless["is_nameless"]) == ("", True)
    assert (withdrawn["name"], withdrawn["is_nameless"]) == ("", False)
