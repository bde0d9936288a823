import psycopg
import pytest
import time_machine
from django.db import OperationalError, connection

from signatures import tokens
from signatures.actions.counts import check as tally_check
from signatures.actions.guilds.codes import batches as code_batches
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.guilds.codes import totals as code_totals
from signatures.actions.signing import sign as signing
from signatures.errors import TooManyCodesError, WrongGuildCodeError
from signatures.models import (
    Attestation,
    Decision,
    Signature,
)
from tests.actions.guilds.codes.typing_codes import HERE, link_of, proofs, sign
from tests.factories import (
    DAY,
    make_codes,
    make_guild,
    make_organizer,
    make_signature,
    make_text,
    timezone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin")


def test_code_revoked_before_the_mail_is_confirmed_proves_nothing(guild, text):
    batch, [code, *_] = make_codes(guild)
    sign(text, code, email="ada@example.org")
    code_revocations.revoke(batch, first=1, last=10, by=batch.officer)

    signing.confirm(link_of("ada@example.org"))

    assert proofs() == [("ada@example.org", "email")]


def test_revoking_takes_back_what_codes_proved(guild, text):
    batch, codes = make_codes(guild)
    own = [sign(text, code) for code in codes[:3]]
    owner = make_organizer()

    revocation = code_revocations.revoke(batch, first=2, last=10, by=owner)

    assert (revocation.proofs, revocation.done) == (2, 2)
    assert revocation.finished_at is not None
    states = Signature.objects.order_by("pk").values_list("state", flat=True)
    assert [own[0] is not None, *states] == [True, "published", "held", "held"]
    held = Decision.objects.filter(to_state="held")
    assert [(each.by, each.reason) for each in held] == [
        (owner, "proof revoked: the guild revoked the code")
    ] * 2
    assert tally_check.differences() == []
    [line] = code_totals.ledger(guild)
    assert (line.issued, line.revoked, line.claimed) == (10, "9", "fewer than 5")


def test_many_are_left_to_the_worker(guild, text, monkeypatch):
    monkeypatch.setattr(code_revocations, "AT_ONCE", 1)
    monkeypatch.setattr(code_revocations, "CHUNK", 2)
    batch, codes = make_codes(guild)
    for code in codes[:5]:
        sign(text, code)

    revocation = code_revocations.revoke(batch, first=1, last=10, by=batch.officer)
    assert (revocation.done, Signature.objects.published().count()) == (0, 5)
    with pytest.raises(WrongGuildCodeError):
        sign(text, codes[9])
    assert code_revocations.carry_on() == 5
    assert code_revocations.carry_on() == 0

    revocation.refresh_from_db()
    assert (revocation.done, Signature.objects.published().count()) == (5, 0)
    assert tally_check.differences() == []


def test_revoked_code_does_not_take_back_what_a_new_one_proves(guild, text):
    batch, [first, *_] = make_codes(guild)
    signature = make_signature(text)
    for good in (first, make_codes(guild)[1][0]):
        code = tokens.read_guild_code(good)
        signing.attest_by_code(signature, code, guild=guild, source=HERE)
        code_revocations.revoke(batch, first=1, last=1, by=batch.officer)

    code_revocations.revoke(batch, first=1, last=10, by=batch.officer)

    assert len(proofs()) == 2


@pytest.mark.table(
    ("before", "asked", "good"),
    [
        ([], (1, 10), 10),
        ([(2, 3)], (1, 10), 8),
        ([(2, 5), (4, 6)], (1, 10), 5),
        ([(1, 8), (2, 3)], (2, 9), 1),
        ([(1, 10)], (3, 4), 0),
        ([(1, 2)], (5, 99), 6),
    ],
)
def test_codes_are_revoked_once(guild, before, asked, good):
    batch, _ = make_codes(guild)
    for first, last in before:
        code_revocations.revoke(batch, first=first, last=last, by=batch.officer)

    assert code_revocations.count_working(batch, *asked) == good
    first, last = asked
    assert bool(code_revocations.revoke(batch, first=first, last=last, by=batch.officer)) == (
        good > 0
    )
    batch.refresh_from_db()
    gone = {n for a, b in [*before, asked] for n in range(a, min(b, 10) + 1)}
    assert batch.revoked == len(gone)


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["revoke", "replace"])
def test_nothing_is_revoked_or_replaced_behind_the_back_of_a_claim(guild, change):
    """Whoever is using a code has it in hand until they are done; the change comes after that."""
    batch, [code, *_] = make_codes(guild)
    changes = {
        "revoke": lambda batch: code_revocations.revoke(batch, first=1, last=10, by=batch.officer),
        "replace": lambda batch: code_batches.replace(batch, by=batch.officer),
    }
    url = connection.get_connection_params()
    names = {key: url[key] for key in ("dbname", "user", "password", "host", "port") if key in url}

    with psycopg.connect(**names) as other, connection.cursor() as cursor:
        sha256 = tokens.guild_code_hash(tokens.read_guild_code(code))
        assert other.execute(codes.FIND, [sha256, timezone.now()]).fetchone()
        cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            changes[change](batch)
        cursor.execute("RESET lock_timeout")

    assert code_revocations.revoke(batch, first=1, last=10, by=batch.officer)


def test_undone_revocation_lets_codes_work_and_has_taken_nothing_back(guild, text):
    batch, codes = make_codes(guild)
    sign(text, codes[0])
    revocation = code_revocations.revoke(batch, first=1, last=10, by=batch.officer, undo_within=DAY)
    with pytest.raises(WrongGuildCodeError):
        sign(text, codes[1])
    assert code_revocations.carry_on() == 0

    assert code_revocations.undo(revocation, by=batch.officer)
    assert not code_revocations.undo(revocation, by=batch.officer)

    sign(text, codes[1])
    batch.refresh_from_db()
    assert (batch.revoked, Attestation.objects.count()) == (0, 2)
    assert Decision.objects.filter(to_state="good", from_state="codes 1 to 10 revoked").exists()


def test_marks_are_taken_back_once_it_is_too_late_to_undo(guild, text):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        batch, codes = make_codes(guild)
        sign(text, codes[0])
        by = batch.officer
        revocation = code_revocations.revoke(batch, first=1, last=10, by=by, undo_within=DAY)

        clock.shift(DAY)

        assert not code_revocations.undo(revocation, by=by)
        assert code_revocations.carry_on() == 1
        assert not Attestation.objects.exists()
        assert tally_check.differences() == []


def test_undo_leaves_codes_that_another_revocation_covers(guild, text):
    batch, codes = make_codes(guild)
    first = code_revocations.revoke(batch, first=1, last=6, by=batch.officer, undo_within=DAY)
    code_revocations.revoke(batch, first=4, last=10, by=batch.officer, undo_within=DAY)

    code_revocations.undo(first, by=batch.officer)

    batch.refresh_from_db()
    assert batch.revoked == 7
    sign(text, codes[2])
    with pytest.raises(WrongGuildCodeError):
        sign(text, codes[3])


def test_undo_never_gives_more_codes_than_members(guild):
    guild.members = 10
    guild.save()
    batch, _ = make_codes(guild)
    revocation = code_revocations.revoke(batch, first=1, last=10, by=batch.officer, undo_within=DAY)
    make_codes(guild, 5)

    with pytest.raises(TooManyCodesError):
        code_revocations.undo(revocation, by=batch.officer)

    batch.refresh_from_db()
    revocation.refresh_from_db()
    assert (batch.revoked, revocation.undone_at) == (10, None)


def test_preview_counts_unused_codes_and_marks(guild, text):
    batch, codes = make_codes(guild)
    sign(text, codes[0])
    sign(make_text(), codes[0])
    code_revocations.revoke(batch, first=9, last=10, by=batch.officer)

    assert code_revocations.preview(batch, 1, 10) == {"good": 8, "unused": 7, "marks": 2}
