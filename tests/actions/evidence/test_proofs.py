import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.evidence import proofs
from signatures.actions.evidence.proving import Proof
from signatures.actions.signing.attest import attest
from signatures.models import Decision, RevokedProof
from tests.factories import (
    make_guild,
    make_guild_member,
    make_signature,
    make_text,
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
    signature = make_without_address(text)
    attest(signature, by_code)

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
