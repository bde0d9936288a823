import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.evidence.proving import Proof
from signatures.actions.signing.attest import attest
from signatures.actions.signing.sign import BY_EMAIL
from signatures.errors import ClosedStatementError, UsedLinkError
from signatures.models import Attestation, Decision, OutgoingMail, RevokedProof
from tests.factories import (
    close_too_long_ago,
    make_guild,
    make_signature,
    make_text,
    make_withdrawn,
    make_without_address,
)

pytestmark = pytest.mark.django_db

REASON = RevokedProof.Reason.CODE


@pytest.fixture
def guild():
    return make_guild()


@pytest.fixture
def by_code(guild):
    return Proof("guild_code", guild.pk)


def test_guild_alone_proves_a_signature(guild, by_code):
    text = make_text()
    signature = make_without_address(text)

    attest(signature, by_code)

    signature.refresh_from_db()
    assert (signature.state, signature.guild_ids) == ("published", [guild.pk])
    assert list(Attestation.objects.values_list("method", "guild")) == [("guild_code", guild.pk)]
    assert (figures.of(text.statement).guild, OutgoingMail.objects.count()) == (1, 0)
    assert tally_check.differences() == []


def test_guild_beside_a_mail_shows_both(guild, by_code):
    text = make_text()
    signature = make_signature(text)

    attest(signature, by_code)
    attest(signature, by_code)

    assert set(signature.attestations.values_list("method", flat=True)) == {"email", "guild_code"}
    assert (figures.of(text.statement).email, figures.of(text.statement).guild) == (0, 1)
    assert Decision.objects.get().reason == "also proven by guild_code"
    assert tally_check.differences() == []


def test_where_only_members_sign_a_mail_is_not_enough(guild, by_code):
    text = make_text(members_only=True)
    signature = make_signature(text, state="pending")

    attest(signature, BY_EMAIL)
    attest(signature, BY_EMAIL)
    assert signature.state == "pending"
    attest(signature, by_code)

    assert signature.state == "published"
    assert set(signature.attestations.values_list("method", flat=True)) == {"email", "guild_code"}
    assert tally_check.differences() == []


def test_closed_statement_and_withdrawn_signature_take_no_proof(by_code):
    late = close_too_long_ago(make_signature(make_text(), state="pending"))

    with pytest.raises(ClosedStatementError):
        attest(late, by_code)
    with pytest.raises(UsedLinkError):
        attest(make_withdrawn(make_text()), by_code)

    assert not Attestation.objects.filter(guild__isnull=False).exists()
