"""What the database notes with a signature of the proofs it has."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from signatures.models import Attestation, Guild, Signature
from tests.factories import make_guild, make_guild_member, make_signature, make_text

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def guilds_of(signature):
    return Signature.objects.get(pk=signature.pk).guild_ids


def test_a_signature_is_found_by_the_guilds_that_vouch_for_it():
    signature, other = make_signature(make_text()), make_signature(make_text())
    tin, ink = (Guild.objects.create(slug=name, name=name) for name in ("tin", "ink"))

    for method, guild in (("guild_code", ink), ("guild_sso", tin), ("guild_roster", ink)):
        signature.attestations.create(method=method, guild=guild)

    assert guilds_of(signature) == [ink.pk, tin.pk]
    assert guilds_of(other) == []

    signature.attestations.filter(method="guild_code").delete()
    assert guilds_of(signature) == [tin.pk, ink.pk]
    signature.attestations.filter(guild=ink).delete()
    assert guilds_of(signature) == [tin.pk]


def told(signature):
    signature.refresh_from_db()
    return signature.verified_by, signature.verified_as_of, signature.last_lapsed_on


def test_what_attestations_say_is_noted_with_the_signature_once_a_guild_has_a_say():
    first, later, last, day = *(NOON + timedelta(hours=hours) for hours in (0, 1, 2)), NOON.date()
    signature = make_signature(make_text(), state="pending")
    assert told(signature) == (None, None, None)

    proof = signature.attestations.create(
        method="guild_roster", guild=make_guild(), attested_at=first
    )
    assert told(signature) == (["guild_roster"], first, None)
    signature.attestations.create(method="email", attested_at=last)
    assert told(signature) == (["guild_roster", "email"], first, None)
    code = signature.attestations.create(method="guild_code", guild=make_guild(), attested_at=later)
    assert told(signature) == (["guild_roster", "email", "guild_code"], later, None)
    Attestation.objects.filter(pk=proof.pk).update(lapsed_on=day)
    assert told(signature) == (["guild_roster", "email", "guild_code"], later, day)

    proof.delete()
    code.delete()
    assert told(signature) == (["email"], last, None)
    signature.attestations.all().delete()
    assert told(signature) == ([], None, None)


def test_proof_by_mail_alone_costs_no_second_write():
    signature = make_signature(make_text(), state="pending")
    place = "SELECT ctid::text FROM signatures_signature WHERE id = %s"

    with connection.cursor() as cursor:
        before = cursor.execute(place, [signature.pk]) or cursor.fetchone()
        signature.attestations.create(method="email")
        after = cursor.execute(place, [signature.pk]) or cursor.fetchone()

    assert before == after
    assert told(signature) == (None, None, None)


def test_proofs_from_before_are_noted_as_new_ones_are():
    migration = import_module("signatures.migrations.0023_a_line_is_a_row")
    text = make_text()
    by_mail, member = make_signature(text), make_guild_member(text, make_guild())
    noted = told(by_mail), told(member)
    Signature.objects.update(verified_by=None, verified_as_of=None)

    migration.fill(None, SimpleNamespace(connection=connection))

    assert (told(by_mail), told(member)) == noted
    assert noted[0] == (None, None, None)
