import pytest
from django.utils import timezone

from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.guilds.codes import totals as code_totals
from signatures.models import CodeClaim
from tests.actions.guilds.codes.typing_codes import sign
from tests.factories import close_too_long_ago, make_codes, make_guild, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin")


def test_by_batch_does_not_fall_when_used_codes_are_revoked(guild, text):
    """Or five codes revoked would tell whether their members have signed."""
    batch, codes = make_codes(guild)
    for code in codes[:5]:
        sign(text, code)

    code_revocations.revoke(batch, first=1, last=5, by=batch.officer)

    assert code_totals.by_batch([batch]) == {batch.pk: 5}


def test_totals_by_week(stopped_clock, guild, text):
    batch, codes = make_codes(guild)
    for code in codes[:3]:
        sign(text, code)
    sign(text, codes[3], email="ada@example.org")

    [week] = code_totals.by_week(batch)

    assert (week.statement, week.claimed) == (text.statement_id, 3)
    assert week.monday.weekday() == 0
    assert code_totals.by_batch([batch]) == {batch.pk: 3}


def test_batch_keeps_the_number_of_codes_used_for_a_statement_that_closed():
    batch, typed = make_codes(make_guild())
    signature = make_signature(make_text())
    used = {"batch": batch, "statement": signature.statement, "claimed_at": timezone.now()}
    for number in (1, 2):
        another = make_signature(signature.text_version)
        CodeClaim.objects.create(number=number, signature=another, **used)
    close_too_long_ago(signature)

    assert code_totals.delete_of_closed() == 2
    assert code_totals.delete_of_closed() == 0

    batch.refresh_from_db()
    assert not CodeClaim.objects.exists()
    assert code_totals.by_batch([batch]) == {batch.pk: 2}
