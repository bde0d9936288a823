"""Addresses at guilds' domains count as membership only where the guild declares it."""

import pytest

from signatures import tasks
from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures, tallies
from signatures.actions.guilds import memberships
from signatures.actions.guilds.domains import declarations
from signatures.actions.guilds.domains import domains as guild_domains
from signatures.errors import NotAtDomainError
from signatures.models import Guild, Signature
from signatures.renditions import signatories
from tests.factories import make_domain, make_guild, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_domain", "guild_code"])
    make_domain(guild, "tin.example")
    return guild


@pytest.fixture
def text():
    return make_text()


def shown(text, guild, **fields):
    signature = make_signature(text, email="ada@tin.example", **fields)
    guild_domains.prove(signature, guild=guild)
    return Signature.objects.get(pk=signature.pk)


def counted(text):
    found = figures.of(text.statement)
    by_guild = tallies.totals(text.statement, "guild", "listed")
    return found.email, found.guild, by_guild["guild"], by_guild["listed"]


def test_address_is_shown_and_counts_as_a_confirmed_e_mail_address(guild, text):
    signature = shown(text, guild)

    assert counted(text) == (1, 0, {}, {})
    assert (signature.guild_ids, signature.address_guild) == ([], guild.pk)
    row = signatories.row(signature)
    assert (row.guilds, row.mark) == ((), "Has an address at Tin Players")
    assert row.proofs == ("confirmed an e-mail address; confirmed an e-mail address at Tin Players")
    assert memberships.ways_used(guild) == {}
    assert not Signature.objects.filter(guild_ids__contains=[guild.pk]).exists()
    assert tally_check.differences() == []


def test_address_counts_as_membership_where_the_guild_declares_it(guild, text):
    Guild.objects.update(address_is_membership=True)

    signature = shown(text, guild)

    key = str(guild.pk)
    assert counted(text) == (0, 1, {key: 1}, {key: 1})
    assert (signature.guild_ids, signature.address_guild) == ([guild.pk], None)
    assert signatories.row(signature).mark.startswith("Member of Tin Players")
    assert memberships.ways_used(guild) == {text.statement_id: 1}
    assert tally_check.differences() == []


def test_declaration_and_its_end_change_how_earlier_addresses_count(guild, text):
    signature = shown(text, guild)
    Guild.objects.update(address_is_membership=True)

    tasks.count_guild_addresses()
    assert counted(text)[:2] == (0, 1)
    Guild.objects.update(address_is_membership=False)
    assert declarations.apply() == 1

    assert declarations.apply() == 0
    assert counted(text) == (1, 0, {}, {})
    signature.refresh_from_db()
    assert (signature.state, signature.guild_ids) == ("published", [])
    assert tally_check.differences() == []


def test_member_by_a_code_with_an_address_too_counts_once_as_a_member(guild, text):
    signature = shown(text, guild)
    signature.attestations.create(method="guild_code", guild=guild)
    tally_check.mend()

    signature.refresh_from_db()
    assert counted(text)[:2] == (0, 1)
    assert signatories.row(signature).mark.startswith("Member of Tin Players")
    assert tally_check.differences() == []


def test_address_at_another_guild_is_not_taken_for_the_guild_of_the_code(guild, text):
    lead = make_guild(slug="lead", name="Lead", methods=["guild_code"])
    signature = shown(text, guild)
    signature.attestations.create(method="guild_code", guild=lead)
    signature.refresh_from_db()

    row = signatories.row(signature)

    assert row.guilds == ("Lead",)
    assert "an e-mail address at Tin Players" in row.proofs
    assert "code that Lead sent" in row.proofs


def test_row_without_a_name_does_not_say_where_the_address_is(guild, text):
    row = signatories.row(shown(text, guild, display="anonymous"))

    assert (row.mark, row.guilds) == ("", ())
    assert "Tin" not in row.proofs


def test_address_alone_is_not_enough_where_only_members_sign(guild):
    only = make_text(slug="only", members_only=True)
    signature = make_signature(only, email="ada@tin.example")

    with pytest.raises(NotAtDomainError):
        guild_domains.prove(signature, guild=guild)
    Guild.objects.update(address_is_membership=True)

    guild_domains.prove(signature, guild=guild)
