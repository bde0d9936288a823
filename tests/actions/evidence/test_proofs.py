import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.evidence import proofs
from signatures.actions.evidence.recording import Proof
from signatures.actions.signing import sign as signing
from signatures.errors import ClosedStatementError, UsedLinkError
from signatures.models import Attestation, Decision, OutgoingMail, RevokedProof, Signature
from tests.factories import (
    close_too_long_ago,
    make_guild,
    make_guild_member,
    make_signature,
    make_text,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db

REASON = RevokedProof.Reason.CODE


@pytest.fixture
def guild():
    return make_guild()


@pytest.fixture
def by_code(guild):
    return Proof("guild_code", guild.pk)


def without_address(text, **fields):
    signature = make_signature(text, state="pending", **fields)
    Signature.objects.filter(pk=signature.pk).update(email="", mailbox=None, mailbox_soft=None)
    signature.refresh_from_db()
    return signature


def test_guild_alone_proves_a_signature(guild, by_code):
    text = make_text()
    signature = without_address(text)

    signing.attest(signature, by_code)

    signature.refresh_from_db()
    assert (signature.state, signature.guild_ids) == ("published", [guild.pk])
    assert list(Attestation.objects.values_list("method", "guild")) == [("guild_code", guild.pk)]
    assert (figures.of(text.statement).guild, OutgoingMail.objects.count()) == (1, 0)
    assert tally_check.differences() == []


def test_guild_beside_a_mail_shows_both(guild, by_code):
    text = make_text()
    signature = make_signature(text)

    signing.attest(signature, by_code)
    signing.attest(signature, by_code)

    assert set(signature.attestations.values_list("method", flat=True)) == {"email", "guild_code"}
    assert (figures.of(text.statement).email, figures.of(text.statement).guild) == (0, 1)
    assert Decision.objects.get().reason == "also proven by guild_code"
    assert tally_check.differences() == []


def test_where_only_members_sign_a_mail_is_not_enough(guild, by_code):
    text = make_text(members_only=True)
    signature = make_signature(text, state="pending")

    signing.attest(signature, signing.BY_EMAIL)
    signing.attest(signature, signing.BY_EMAIL)
    assert signature.state == "pending"
    signing.attest(signature, by_code)

    assert signature.state == "published"
    assert set(signature.attestations.values_list("method", flat=True)) == {"email", "guild_code"}
    assert tally_check.differences() == []


def test_closed_statement_and_withdrawn_signature_take_no_proof(by_code):
    late = close_too_long_ago(make_signature(make_text(), state="pending"))

    with pytest.raises(ClosedStatementError):
        signing.attest(late, by_code)
    with pytest.raises(UsedLinkError):
        signing.attest(make_withdrawn(make_text()), by_code)

    assert not Attestation.objects.filter(guild__isnull=False).exists()


def test_revoking_takes_the_mark_and_leaves_what_the_mail_proved(guild):
    text = make_text()
    member = make_guild_member(text, guild)
    proof = member.attestations.get(guild=guild)

    assert proofs.revoke([proof.pk], reason=REASON, by=None) == 1
    assert proofs.revoke([proof.pk], reason=REASON, by=None) == 0

    member.refresh_from_db()
    assert (member.state, member.guild_ids) == ("published", [])
    assert figures.of(text.statement).guild == 0
    assert RevokedProof.objects.get().guild == guild
    assert [each.to_state for each in Decision.objects.all()] == ["published"]
    assert tally_check.differences() == []


def test_revoking_the_only_proof_holds_the_signature(guild, by_code):
    text = make_text()
    signature = without_address(text)
    signing.attest(signature, by_code)

    proofs.revoke([signature.attestations.get().pk], reason=REASON, by=None)

    signature.refresh_from_db()
    assert (signature.state, signature.hold_reasons) == ("held", ["proof_revoked"])
    last = Decision.objects.latest("pk")
    assert (last.from_state, last.to_state, last.by) == ("published", "held", None)
    assert tally_check.differences() == []


def test_mail_is_not_revoked():
    signature = make_signature(make_text())

    assert proofs.revoke([signature.attestations.get().pk], reason=REASON, by=None) == 0

    assert signature.attestations.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_revoking_many_takes_the_same_statements(number, guild, django_assert_num_queries):
    text = make_text()
    made = [make_guild_member(text, guild).attestations.get(guild=guild).pk for _ in range(number)]

    with django_assert_num_queries(13):
        assert proofs.revoke(made, reason=REASON, by=None) == number

    assert tally_check.differences() == []
