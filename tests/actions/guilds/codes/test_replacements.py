"""A lost code is replaced, and no one learns whether it was used."""

from datetime import timedelta

import pytest

from signatures import tokens
from signatures.actions.guilds.codes import claims, replacements, revocations
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import Source
from signatures.errors import (
    FloodError,
    LateBatchError,
    SamePersonError,
    WrongGuildCodeError,
)
from signatures.models import CodeBatch, CodeReservation, Decision
from tests.factories import make_codes, make_guild, make_signature, make_text

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_code"])


@pytest.fixture
def batch(guild, officer):
    return make_codes(guild, officer=officer)


def codes_of(batch):
    return [tokens.read_guild_code(each) for each in batch[1]]


def use(code, guild, signature):
    signing.attest_by_code(signature, code, guild=guild, source=HERE)


def test_new_code_works_and_the_lost_one_does_not(guild, officer, batch):
    lost, other, *_ = codes_of(batch)

    new = replacements.replace(batch[0], 1, by=officer)

    with pytest.raises(WrongGuildCodeError):
        use(lost, guild, make_signature(make_text(slug="a")))
    for number, code in enumerate([new, other]):
        use(code, guild, make_signature(make_text(slug=f"b{number}")))


def test_new_code_counts_as_used_where_the_lost_one_was(guild, officer, batch):
    lost, text = codes_of(batch)[0], make_text(slug="a")
    use(lost, guild, make_signature(text))

    new = replacements.replace(batch[0], 1, by=officer)

    with pytest.raises(WrongGuildCodeError):
        use(new, guild, make_signature(text))
    use(new, guild, make_signature(make_text(slug="b")))


def test_replacement_does_the_same_for_used_and_unused_codes(guild, officer, batch):
    use(codes_of(batch)[0], guild, make_signature(make_text()))
    lines = []
    for number in (1, 2):
        replacements.replace(batch[0], number, by=officer)
        lines.append(Decision.objects.filter(about="guild").last())

    assert [each.to_state for each in lines] == ["a lost code replaced"] * 2
    assert {each.subject for each in lines} == {"tin, batch 1"}  # and not which number


def test_finder_of_the_lost_code_cannot_confirm_with_it(guild, officer, batch):
    signature = make_signature(make_text(), state="pending")
    claims.reserve(codes_of(batch)[0], of=signature.pk, guild=guild)

    replacements.replace(batch[0], 1, by=officer)

    assert not CodeReservation.objects.exists()
    assert claims.redeem(signature) is None


def test_code_that_is_revoked_ended_or_unknown_is_not_replaced(guild, officer, batch):
    made = batch[0]
    revocations.revoke(made, first=1, last=5, by=officer)
    for number in (1, 11):
        with pytest.raises(LateBatchError):
            replacements.replace(made, number, by=officer)
    CodeBatch.objects.update(ends_at=made.asked_at - timedelta(days=1))
    with pytest.raises(LateBatchError):
        replacements.replace(made, 7, by=officer)


def test_owner_who_issued_the_batch_does_not_replace_its_codes(batch):
    with pytest.raises(SamePersonError):
        replacements.replace(batch[0], 1, by=batch[0].issued_by)


def test_replacements_are_limited(officer, batch, settings):
    settings.GUILD_CODES_REPLACED = {timedelta(days=1): 1}
    replacements.replace(batch[0], 1, by=officer)

    with pytest.raises(FloodError):
        replacements.replace(batch[0], 2, by=officer)
