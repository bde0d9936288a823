"""Invented statements and signatures: as many as asked for, plainly invented, truly counted."""

import re
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from signatures.actions.counts import check, figures, tallies
from signatures.actions.imports import demonstration
from signatures.management.demonstration.campaigns import GUILDS, OCCUPATIONS
from signatures.models import (
    Attestation,
    Occupation,
    Signature,
    Statement,
    Tally,
    TextVersion,
    User,
)
from signatures.text import addresses, names
from tests.factories import make_organizer, make_signature, make_text

SLUGS = ["ask-first", "our-voices-our-terms", "licence-before-launch"]


def load(*arguments):
    out = StringIO()
    call_command("load_demonstration", *arguments, stdout=out)
    return out.getvalue()


def per_statement():
    rows = Signature.objects.values_list("statement__slug").annotate(Count("pk"))
    return dict(rows)


@pytest.mark.django_db
def test_load_shares_signatures_out():
    said = load("--signatures", "300")

    assert per_statement() == dict(zip(SLUGS, [220, 30, 50], strict=True))
    assert said.splitlines() == [
        "/ask-first/: 0 signatures were there, 220 added.",
        "/our-voices-our-terms/: 0 signatures were there, 30 added.",
        "/licence-before-launch/: 0 signatures were there, 50 added.",
    ]


@pytest.mark.django_db
def test_load_again_adds_nothing():
    load("--signatures", "300")
    before = list(Signature.objects.order_by("pk").values_list("pk", "name"))

    load()
    load("--signatures", "300")
    load("--signatures", "30")

    assert list(Signature.objects.order_by("pk").values_list("pk", "name")) == before
    assert TextVersion.objects.count() == 3
    assert Occupation.objects.count() == len(OCCUPATIONS)


@pytest.mark.django_db
def test_load_adds_what_is_missing_of_more():
    load("--signatures", "30")

    load("--signatures", "300")

    assert per_statement() == dict(zip(SLUGS, [220, 30, 50], strict=True))


def schema():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
            " UNION ALL SELECT indexname, indexdef, true FROM pg_indexes ORDER BY 1, 2"
        )
        rows = cursor.fetchall()
    # PostgreSQL writes the same condition with other casts once it has read its own words.
    return [(name, re.sub(r"::[a-z ]+(\[\])?|[()]", "", words), ok) for name, words, ok in rows]


@pytest.mark.django_db
def test_load_of_most_puts_every_index_and_key_back(monkeypatch):
    load("--signatures", "30")
    before = schema()
    monkeypatch.setattr("signatures.actions.imports.demonstration.MANY", 100)

    load("--signatures", "1000")

    assert Signature.objects.count() == 1000
    assert schema() == before


@pytest.mark.django_db(transaction=True)
def test_a_user_is_created_while_signatures_load(monkeypatch):
    monkeypatch.setattr("signatures.actions.imports.demonstration.MANY", 1)
    seen = []

    def rows():
        """Return no row, but create a user meanwhile: rows are made in a thread of their own."""
        with closing(connection):
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            seen.append(make_organizer())
        yield from ()

    demonstration.add_signatures(make_text(), rows(), number=100)

    assert seen == [User.objects.get()]


@pytest.mark.django_db
def test_load_says_who_vouches():
    load("--signatures", "1000")

    proofs = Attestation.objects.exclude(guild=None)
    vouched = proofs.values_list("signature", "guild", "attested_at")
    noted = Signature.objects.exclude(guild_ids=[])
    said = noted.values_list("pk", "guild_ids", "verified_as_of")
    assert {(pk, guild, at) for pk, [guild], at in said} == set(vouched)
    assert len({guild for _, guild, _ in vouched}) == len(GUILDS)
    unlike = Signature.objects.exclude(verified_by=["email", "guild_code"])
    assert not unlike.exclude(verified_by=None, guild_ids=[]).exists()
    assert not noted.filter(verified_by=None).exists()


@pytest.mark.django_db
def test_load_if_empty_leaves_a_statement_alone():
    make_text()

    said = load("--if-empty")

    assert said == "There are already statements. No demonstration was loaded.\n"
    assert (Statement.objects.count(), Occupation.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_load_leaves_the_front_page_to_whose_it_is():
    make_text(slug="ours", front_page=True)

    load("--signatures", "30")

    assert Statement.objects.get(front_page=True).slug == "ours"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["-1", "10000001"])
def test_load_refuses_numbers_out_of_range(number):
    with pytest.raises(CommandError):
        load("--signatures", number)


@pytest.mark.django_db
def test_tallies_are_those_of_the_rows():
    load("--signatures", "300")

    assert Tally.objects.filter(dimension="proof", value="guild_code", total__gt=0).exists()
    assert check.differences() == []


@pytest.mark.django_db
def test_tallies_count_no_visitor_twice():
    load("--signatures", "30")
    text = TextVersion.objects.get(statement__slug="ask-first")
    make_signature(text, email="ada@example.org")
    load("--signatures", "300")

    while tallies.fold():
        pass

    published = Signature.objects.filter(statement=text.statement, state="published")
    assert figures.of(text.statement).signatories == published.count()


@pytest.mark.django_db
def test_rows_are_in_every_state_and_proven_by_mail():
    load("--signatures", "300")

    states = Signature.objects.filter(statement__slug="licence-before-launch").values_list("state")
    proofs = Attestation.objects.filter(signature__attested_at__isnull=False, method="email")
    assert dict(states.annotate(Count("pk"))) == {
        "published": 46,
        "held": 1,
        "rejected": 1,
        "withdrawn": 1,
        "pending": 1,
    }
    assert proofs.count() == 300 - 3
    by_guild = Attestation.objects.filter(method="guild_code").values_list("guild__slug")
    assert {slug for (slug,) in by_guild} == set(GUILDS)


@pytest.mark.django_db
def test_rows_hold_what_the_form_would_have_made_of_them():
    load("--signatures", "300")

    for each in Signature.objects.exclude(state="withdrawn"):
        assert each.name == names.clean_name(each.name)
        assert each.credit == names.clean_line(each.credit, most=200)
        assert each.mailbox == addresses.mailbox(each.email)
        assert each.mailbox_soft == addresses.soft_mailbox(each.email)
        assert each.email.rpartition("@")[2] in {"example.org", "example.net", "example.com"}


@pytest.mark.django_db
def test_statistics_are_there_before_the_first_chunk_of_many_is_counted(monkeypatch):
    """Without them PostgreSQL plans for an empty table, and a million rows take hours."""
    monkeypatch.setattr("signatures.actions.imports.demonstration.CHUNK", 50)

    with CaptureQueriesContext(connection) as queries:
        load("--signatures", "300")

    kinds = [
        "statistics" if each["sql"].startswith("ANALYZE") else "chunk"
        for each in queries
        if each["sql"].startswith("ANALYZE") or "INSERT INTO signatures_attestation" in each["sql"]
    ]
    assert kinds[:3] == ["statistics", "chunk", "chunk"]
    assert kinds[-1] == "statistics"
