import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures import tokens
from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput
from signatures.errors import (
    ClosedStatementError,
    WrongGuildCodeError,
)
from signatures.models import (
    CodeBatch,
    CodeClaim,
    CodeReservation,
    Guild,
    OutgoingMail,
    Signature,
)
from tests.actions.guilds.codes.typing_codes import HERE, link_of, proofs, sign
from tests.factories import (
    close_too_long_ago,
    make_codes,
    make_guild,
    make_link,
    make_signature,
    make_text,
    timezone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin")


def test_code_proves_at_once_who_gave_no_address(guild, text):
    batch, [code, *_] = make_codes(guild)

    own = sign(text, code)

    signature = Signature.objects.get()
    assert (own is not None, signature.state, signature.guild_ids) == (
        True,
        "published",
        [guild.pk],
    )
    attestation = signature.attestations.get()
    assert (attestation.method, attestation.officer) == ("guild_code", batch.officer)
    assert figures.of(text.statement).guild == 1
    assert tally_check.differences() == []
    assert CodeClaim.objects.get().claimed_at is not None


def test_claim_takes_a_code_once_for_each_statement(guild, text):
    _, [code, *_] = make_codes(guild)
    sign(text, code)

    with pytest.raises(WrongGuildCodeError):
        sign(text, code)
    sign(make_text(), code)

    assert Signature.objects.count() == 2


def test_code_with_an_address_counts_once_it_is_confirmed(guild, text):
    _, [code, *_] = make_codes(guild)

    assert sign(text, code, email="ada@example.org") is None
    assert (proofs(), CodeClaim.objects.exists()) == ([], False)
    link = link_of("ada@example.org")
    signing.confirm(link)
    signing.confirm(link)

    assert proofs() == [("ada@example.org", "email"), ("ada@example.org", "guild_code")]
    assert figures.of(text.statement).guild == 1
    assert tally_check.differences() == []


def test_members_only_statement_is_signed_by_mail_and_code(guild):
    text = make_text(guild=guild)
    _, [code, *_] = make_codes(guild)
    sign(text, code, email="ada@example.org")

    signature = signing.confirm(link_of("ada@example.org"))

    assert signature.state == "published"
    assert len(proofs()) == 2
    assert tally_check.differences() == []


def test_reserve_leaves_the_code_to_the_first_who_confirms(guild, text):
    _, [code, *_] = make_codes(guild)
    for email in ("ada@example.org", "bea@example.org"):
        assert sign(text, code, email=email) is None

    for email in ("bea@example.org", "ada@example.org"):
        signing.confirm(link_of(email))

    ada, bea = (Signature.objects.get(email=f"{each}@example.org") for each in ("ada", "bea"))
    assert (ada.guild_ids, bea.guild_ids) == ([], [guild.pk])
    assert CodeReservation.objects.of_no_use(ada).exists()
    assert not CodeReservation.objects.of_no_use(bea).exists()
    assert tally_check.differences() == []


def test_reserve_does_the_same_for_a_used_code(guild, text, settings):
    """Answer, rows and queries: a stranger with an address learns nothing of a code."""
    settings.HOT_CACHE_TIMEOUT = timedelta(
        0
    )  # the second form would not count what the first one did
    _, [used, free, *_] = make_codes(guild)
    sign(text, used)
    kept = {}

    for code, email in [(used, "eve@example.org"), (free, "fay@example.org")]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert sign(text, code, email=email) is None
        kept[code] = [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in queries]

    assert kept[used] == kept[free]
    mails = OutgoingMail.objects.filter(signature__email__in=["eve@example.org", "fay@example.org"])
    assert list(mails.values_list("kind", flat=True)) == ["confirm", "confirm"]
    assert CodeReservation.objects.count() == 2


def test_reserve_keeps_the_last_code(guild, text):
    _, [first, second, *_] = make_codes(guild)
    sign(text, first, email="ada@example.org")
    sign(text, second, email="ada@example.org")

    signing.confirm(link_of("ada@example.org"))

    assert [each.number for each in CodeClaim.objects.all()] == [2]


def test_words_posted_again_without_a_code_keep_it(guild, text):
    _, [code, *_] = make_codes(guild)
    sign(text, code, email="ada@example.org")

    signing.sign(SignatureInput("Ada", "ada@example.org"), on=text, source=HERE)
    signing.confirm(link_of("ada@example.org"))

    assert len(proofs()) == 2


def test_claim_takes_what_an_earlier_release_reserved(guild, text):
    batch, [code, *_] = make_codes(guild)
    former = make_signature(text, state="pending")
    CodeClaim.objects.create(
        batch=batch, number=1, statement=text.statement, signature=former, claimed_at=None
    )

    assert sign(text, code)

    assert CodeClaim.objects.get().signature != former


def test_delete_reservations_deletes_what_no_one_confirmed(guild, text, settings):
    _, [first, second, third, *_] = make_codes(guild)
    sign(text, first, email="ada@example.org")
    make_signature(text, email="bea@example.org")
    sign(text, second, email="bea@example.org")
    sign(text, third)
    ago = timezone.now() - settings.KEEP_PENDING - timedelta(minutes=1)
    CodeReservation.objects.update(reserved_at=ago)
    Signature.objects.pending().update(signed_at=ago)

    retention.erase_expired()

    assert [each.number for each in CodeClaim.objects.all()] == [3]
    assert not CodeReservation.objects.exists()


def test_code_tells_nothing_of_an_address_that_has_signed(guild, text):
    _, [first, second, *_] = make_codes(guild)
    make_signature(text, email="bea@example.org")

    answers = [
        sign(text, first, email="bea@example.org"),
        sign(text, second, email="new@example.org"),
    ]

    assert answers == [None, None]
    bea = Signature.objects.get(email="bea@example.org")
    signing.confirm(make_link(bea))
    assert (bea.guild_ids, proofs()) == ([], [("bea@example.org", "email")])
    assert not CodeReservation.objects.of_no_use(bea).exists()


def test_withdrawing_frees_the_code(guild, text):
    _, [code, *_] = make_codes(guild)
    own_signature.withdraw(sign(text, code))

    assert sign(text, code)

    assert CodeClaim.objects.count() == 1
    assert tally_check.differences() == []


@pytest.mark.table(
    "why",
    ["never one", "over", "revoked", "method off", "of another guild", "of another statement"],
)
def test_code_that_is_no_good_is_refused_in_one_way(guild, text, why):
    batch, [code, *_] = make_codes(guild)
    words = {}
    if why == "never one":
        code = "ABCD-2345-EFGH-6789"
    elif why == "over":
        CodeBatch.objects.update(ends_at=timezone.now())
    elif why == "revoked":
        code_revocations.revoke(batch, first=1, last=3, by=batch.officer)
    elif why == "method off":
        Guild.objects.update(methods=["guild_officer"])
    elif why == "of another guild":
        words = {"guild": make_guild()}
    else:
        text = make_text(guild=make_guild())

    for email in ("", "ada@example.org"):
        with pytest.raises(WrongGuildCodeError):
            sign(text, code, email=email, **words)

    assert (Signature.objects.count(), CodeClaim.objects.count()) == (0, 0)


def test_code_adds_to_a_signature_that_is_there(guild, text):
    _, [first, second, *_] = make_codes(guild)
    signature = make_signature(text)

    for code in (first, second):
        code = tokens.read_guild_code(code)
        signing.attest_by_code(signature, code, guild=guild, source=HERE)

    assert [each.number for each in CodeClaim.objects.all()] == [1]
    assert len(proofs()) == 2
    assert tally_check.differences() == []


def test_code_is_kept_when_the_statement_has_closed(guild):
    _, [code, *_] = make_codes(guild)
    signature = close_too_long_ago(make_signature(make_text(), state="pending"))

    code = tokens.read_guild_code(code)
    with pytest.raises(ClosedStatementError):
        signing.attest_by_code(signature, code, guild=guild, source=HERE)

    assert not CodeClaim.objects.exists()
