from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.guilds.vouching import revocations
from signatures.models import Attestation, Decision, VouchAnswer
from tests.factories import make_guild, make_officer, make_organizer, make_vouch_request

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def guild():
    return make_guild(methods=["guild_officer"])


def yes(guild, officer, ago):
    """Make a proof by an officer, some time ago; return it."""
    request = make_vouch_request(guild)
    at = timezone.now() - ago
    VouchAnswer.objects.create(
        request=request, guild=guild, officer=officer, answer="yes", answered_at=at
    )
    return Attestation.objects.create(
        signature=request.signature, guild=guild, method="guild_officer", attested_at=at
    )


def test_only_the_yeses_of_one_officer_since_a_time_are_taken_back(guild):
    mine, other = make_officer(guild).user, make_officer(guild).user
    late = yes(guild, mine, HOUR)
    kept = [yes(guild, mine, 5 * HOUR), yes(guild, other, HOUR)]
    by = make_organizer()

    number = revocations.revoke_proofs(guild, officer=mine, since=timezone.now() - 2 * HOUR, by=by)

    assert number == 1
    left = set(Attestation.objects.values_list("pk", flat=True))
    assert late.pk not in left
    assert {each.pk for each in kept} <= left
    line = Decision.objects.get(about="guild", person=mine, by=by)
    assert "taken back" in line.to_state


def test_nothing_to_take_back_is_logged_all_the_same(guild):
    officer, by = make_officer(guild).user, make_organizer()

    assert revocations.revoke_proofs(guild, officer=officer, since=timezone.now(), by=by) == 0
    assert Decision.objects.filter(about="guild", by=by).exists()
