import csv
import io

import pytest
from django.db import connection

from signatures import tokens
from signatures.actions.guilds.codes import batches as code_batches
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.errors import (
    LateBatchError,
    SamePersonError,
    TooManyCodesError,
    WrongGuildCodeError,
)
from signatures.models import CodeBatch, Decision, GuildCode, Signature
from signatures.renditions import codes as files
from tests.factories import (
    DAY,
    make_codes,
    make_guild,
    make_officer,
    make_organizer,
    make_text,
    timezone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", members=20)


def sign_with(text, codes):
    for code in codes:
        words = SignatureInput("Ada Example", guild_code=tokens.read_guild_code(code))
        signing.sign(words, on=text, source=Source("192.0.2.1/32", "192.0.2.0/24"))


def ask(guild, officer, size=12, **fields):
    fields = {"ends_at": timezone.now() + DAY, "note": "", **fields}
    return code_batches.ask(guild, size=size, by=officer, **fields)


def test_batch_is_issued_by_two_and_made_once(guild, officer, olga):
    batch = ask(guild, officer)

    assert code_batches.issue(batch, by=olga)
    assert not code_batches.issue(batch, by=olga)
    made = code_batches.make(batch, by=officer)

    codes = list(tokens.guild_codes(made))
    kept = dict(GuildCode.objects.values_list("number", "sha256"))
    assert {number: bytes(each) for number, each in kept.items()} == {
        number: tokens.guild_code_hash(code) for number, code in enumerate(codes, start=1)
    }
    steps = [(each.subject, each.to_state, each.by) for each in Decision.objects.order_by("pk")]
    assert [(step[0], step[2]) for step in steps] == [
        ("tin, batch 1", officer),
        ("tin, batch 1", olga),
        ("tin, batch 1", officer),
    ]
    assert not [code for code in codes for step in steps if code in step[1]]


def test_owner_and_officer_are_two_people(guild):
    both = make_organizer("owner")
    batch = ask(guild, both)

    with pytest.raises(SamePersonError):
        code_batches.issue(batch, by=both)
    batch = ask(guild, make_officer(guild).user)
    code_batches.issue(batch, by=both)
    with pytest.raises(SamePersonError):
        code_batches.make(batch, by=both)

    assert not GuildCode.objects.exists()


def test_there_are_never_more_codes_than_members(guild, officer, olga):
    batch, _ = make_codes(guild, size=12)
    second = ask(guild, officer, size=9)

    with pytest.raises(TooManyCodesError) as error:
        code_batches.issue(second, by=olga)
    assert error.value.left == 8
    code_revocations.revoke(batch, first=1, last=1, by=olga)

    assert code_batches.issue(second, by=olga)
    assert code_batches.left_for(guild) == 0


def test_ended_codes_make_room(guild, officer, olga):
    batch, _ = make_codes(guild, size=20)
    CodeBatch.objects.filter(pk=batch.pk).update(ends_at=timezone.now())

    assert code_batches.issue(ask(guild, officer, size=20), by=olga)


def test_guild_that_declares_nothing_gets_no_codes(officer, olga):
    guild = make_guild()

    with pytest.raises(TooManyCodesError):
        code_batches.issue(ask(guild, officer), by=olga)


@pytest.mark.parametrize("used", [0, 1])
def test_replace_revokes_a_batch_and_issues_as_many_used_or_not(guild, olga, used):
    batch, old = make_codes(guild, size=12, owner=olga)
    text = make_text()
    sign_with(text, old[:used])

    new = code_batches.replace(batch, by=batch.officer)
    made = [
        tokens.in_groups(each)
        for each in tokens.guild_codes(code_batches.make(new, by=new.officer))
    ]

    batch.refresh_from_db()
    assert (batch.revoked, new.number, new.size, new.issued_by) == (12, 2, 12, olga)
    assert Signature.objects.published().count() == 0
    with pytest.raises(WrongGuildCodeError):
        sign_with(text, old[-1:])
    sign_with(text, made[:1])
    assert Signature.objects.published().count() == 1
    assert (
        "issued in place of batch 1"
        in Decision.objects.get(subject="tin, batch 2", from_state="").to_state
    )


@pytest.mark.table("why", ["late", "revoked", "over", "asked", "declined"])
def test_replace_refuses_by_time_and_state(guild, olga, settings, why):
    batch, _ = make_codes(guild, size=12)
    if why == "late":
        made_at = batch.made_at - settings.GUILD_CODES_REPLACED_WITHIN
        CodeBatch.objects.filter(pk=batch.pk).update(made_at=made_at)
    elif why == "revoked":
        code_revocations.revoke(batch, first=3, last=3, by=olga)
    elif why == "over":
        CodeBatch.objects.filter(pk=batch.pk).update(ends_at=timezone.now())
    else:
        CodeBatch.objects.filter(pk=batch.pk).update(state=why)

    for act in (code_batches.replace, code_batches.make):
        with pytest.raises(LateBatchError):
            act(batch, by=batch.officer)


def test_declined_batch_is_not_issued(guild, officer, olga):
    batch = ask(guild, officer)

    assert code_batches.decline(batch, by=olga)
    assert not code_batches.decline(batch, by=olga)
    assert not code_batches.issue(batch, by=olga)


def test_file_has_codes_and_links(settings):
    settings.SITE_URL = "https://letter.example.org"
    made = tokens.new_guild_codes(3)

    text = b"".join(files.write_csv(made, statement="ask-first")).decode()

    rows = list(csv.DictReader(io.StringIO(text)))
    codes = [tokens.in_groups(each) for each in tokens.guild_codes(made)]
    assert [(row["number"], row["code"]) for row in rows] == [
        (str(number), code) for number, code in enumerate(codes, start=1)
    ]
    address = "https://letter.example.org/ask-first/sign/?guild_code="
    assert [row["link"] for row in rows] == [address + code for code in codes]


def test_no_code_is_in_the_database(guild):
    _, codes = make_codes(guild)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(code::text, ' ') FROM signatures_guildcode code")
        [dump] = cursor.fetchone()

    assert codes[0].replace("-", "").encode().hex() not in dump
    assert codes[0].replace("-", "") not in dump
