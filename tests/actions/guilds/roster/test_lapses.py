from datetime import date

import pytest
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.guilds.roster import worker as roster_work
from signatures.models import (
    Decision,
    RosterFingerprint,
)
from tests.actions.guilds.roster.claiming import claim
from tests.factories import (
    make_guild,
    make_roster,
)

pytestmark = pytest.mark.django_db
ADA, BO, CY = ("12", "Ada", ""), ("13", "Bo", ""), ("14", "Cy", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"], members=30)


def lapsed_on(signature):
    return signature.attestations.get(method="guild_roster").lapsed_on


def test_missing_member_is_flagged_and_unflagged_when_there_again(guild, text):
    make_roster(guild, ADA, BO)
    ada, bo = claim(text, guild, "12", "Ada"), claim(text, guild, "13", "Bo")
    before = figures.of(text.statement)

    make_roster(guild, ADA, CY, day="2026-11-08")
    roster_work.carry_on()
    assert (lapsed_on(ada), lapsed_on(bo)) == (None, date(2026, 11, 8))
    make_roster(guild, ADA, CY, day="2026-11-09")
    roster_work.carry_on()
    assert lapsed_on(bo) == date(2026, 11, 8)
    make_roster(guild, BO, day="2026-11-10")
    roster_work.carry_on()

    assert (lapsed_on(ada), lapsed_on(bo)) == (date(2026, 11, 10), None)
    told = Decision.objects.filter(signature=bo, reason__contains="roster of")
    assert [each.reason for each in told.order_by("pk")] == [
        "not on the guild’s roster of 2026-11-08",
        "on the guild’s roster of 2026-11-10",
    ]
    assert figures.of(text.statement) == before
    assert tally_check.report() is None
    assert RosterFingerprint.objects.values("roster").distinct().count() == 1


def test_what_has_closed_is_left_as_it_was(guild, text):
    make_roster(guild, ADA)
    ada = claim(text, guild, "12", "Ada")
    text.statement.closes_at = timezone.now()
    text.statement.save()

    make_roster(guild, BO, day="2026-11-08")
    roster_work.carry_on()

    assert lapsed_on(ada) is None
