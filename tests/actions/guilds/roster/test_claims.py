"""Who is on a guild's roster, what a dump of the database tells, and how often one may try."""

import pytest
from django.db import IntegrityError, transaction

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing import own_signature
from signatures.actions.signing.sign import Source
from signatures.errors import NotOnRosterError, TooManyGuessesError
from signatures.models import Guild, OutgoingMail, RosterClaim
from tests.factories import (
    make_first_roster,
    make_guild,
    make_link,
    make_roster,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1/32", "192.0.2.0/24")
HALL = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)
ADA = ("12", "Ada Lovelace", "ada@example.org")
BO = ("13", "O’Brien", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"])


@pytest.fixture
def roster(guild):
    return make_roster(guild, ADA, BO)


def claim(signature, number, surname="", *, guild, source=HALL):
    return roster_claims.claim(signature, Member(number, surname), guild=guild, source=source)


def proof(signature):
    return signature.attestations.get(method="guild_roster")


@pytest.mark.table("surname", ["Lovelace", "ada lovelace", "ADA", "Ada-Lovelace"])
def test_number_and_surname_show_a_member(guild, text, roster, surname):
    signature = claim(make_signature(text), "0012", surname, guild=guild)

    found = proof(signature)
    assert (found.guild, found.officer, found.with_mailbox) == (guild, roster.officer, False)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("surname", ["Lovelace", "Stagename", ""])
def test_confirmed_address_shows_more_and_its_owner_is_told(guild, text, roster, surname):
    signature = make_signature(text, email="ADA@example.org")

    claim(signature, "12", surname, guild=guild)

    assert proof(signature).with_mailbox
    [mail] = OutgoingMail.objects.all()
    assert (mail.kind, mail.signature) == ("member_used", signature)


def test_address_that_is_not_confirmed_shows_nothing(guild, text, roster):
    signature = make_signature(text, email="ada@example.org", state="pending")

    with pytest.raises(NotOnRosterError):
        claim(signature, "12", guild=guild)
    proven = claim(signature, "12", "Lovelace", guild=guild)

    assert (proven.state, proof(proven).with_mailbox) == ("published", False)


@pytest.mark.table(
    ("number", "surname"),
    [("12", "Babbage"), ("14", "Ada"), ("13", "Lovelace"), ("", "Ada"), ("12", "-"), ("12", "")],
)
def test_what_does_not_fit_is_refused_alike(guild, text, roster, number, surname):
    with pytest.raises(NotOnRosterError):
        claim(make_signature(text), number, surname, guild=guild)
    assert not RosterClaim.objects.exists()


def test_one_member_one_signature_of_a_statement(guild, text, roster):
    first = claim(make_signature(text), "12", "Ada", guild=guild)
    with pytest.raises(NotOnRosterError):
        claim(make_signature(text), "12", "Lovelace", guild=guild)

    claim(make_signature(make_text()), "12", "Ada", guild=guild)
    claim(first, "12", "Ada", guild=guild)
    assert RosterClaim.objects.count() == 2
    row = RosterClaim.objects.get(signature=first)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_withdrawn_the_membership_is_free_again(guild, text, roster):
    first = claim(make_signature(text), "12", "Ada", guild=guild)
    own_signature.withdraw(make_link(first, "manage"))

    claim(make_signature(text), "12", "Ada", guild=guild)


def test_roster_out_of_use_shows_nobody(guild, text, roster, settings):
    for change in ({"methods": ["guild_code"]}, {"slug": "zinc"}):
        with transaction.atomic():
            Guild.objects.update(**change)
            with pytest.raises(NotOnRosterError):
                claim(make_signature(text), "12", "Ada", guild=Guild.objects.get())
            transaction.set_rollback(True)
    settings.ROSTER_KEY = "another"
    with pytest.raises(NotOnRosterError):
        claim(make_signature(text), "12", "Ada", guild=guild)


def test_tries_are_limited_by_source_and_by_signature(guild, text, roster):
    for _ in range(5):
        with pytest.raises(NotOnRosterError):
            claim(make_signature(text), "99", "Ada", guild=guild, source=HERE)
    with pytest.raises(TooManyGuessesError):
        claim(make_signature(text), "12", "Ada", guild=guild, source=HERE)

    ours = make_signature(text)  # where many share an address, each signature has five
    for _ in range(5):
        with pytest.raises(NotOnRosterError):
            claim(ours, "99", "Ada", guild=guild)
    with pytest.raises(TooManyGuessesError):
        claim(ours, "12", "Ada", guild=guild)
    claim(make_signature(text), "12", "Ada", guild=guild)


def test_roster_of_the_first_scheme_works_until_it_is_replaced(guild, text):
    make_first_roster(guild, ("12", "Ada Müller"), ("13", "Bo"))

    proven = claim(make_signature(text, state="pending"), "12", "Ada Muller", guild=guild)

    assert proven.attestations.filter(method="guild_roster").exists()


def test_membership_used_by_the_first_scheme_is_used_in_the_next(guild, text):
    """The hashes of both rosters differ, and one membership must not count twice."""
    make_first_roster(guild, ("12", "Lovelace"))
    first = make_signature(text, state="pending")
    claim(first, "12", "Lovelace", guild=guild)
    make_roster(guild, ("12", "Lovelace", ""))

    with pytest.raises(NotOnRosterError):
        claim(make_signature(text, state="pending"), "12", "Lovelace", guild=guild)
    elsewhere = make_signature(make_text(), state="pending")
    assert claim(elsewhere, "12", "Lovelace", guild=guild)


def test_every_part_of_a_surname_leads_to_the_same_member(guild, text):
    make_roster(guild, ("12", "García Lorca", "fede@example.org"))
    claim(make_signature(text, state="pending"), "12", "García Lorca", guild=guild)

    for typed in ("García", "Lorca", "Garcia-Lorca"):
        with pytest.raises(NotOnRosterError):
            claim(make_signature(text, state="pending"), "12", typed, guild=guild)
    with pytest.raises(NotOnRosterError):
        claim(make_signature(text, email="fede@example.org"), "12", guild=guild)
    assert RosterClaim.objects.count() == 1
