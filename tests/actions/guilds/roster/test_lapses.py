from datetime import date

import pytest
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import figures
from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster import worker as roster_work
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing.sign import Source
from signatures.models import (
    Decision,
    RosterFingerprint,
)
from tests.factories import (
    make_guild,
    make_roster,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)
ADA, BO, CY = ("12", "Ada", ""), ("13", "Bo", ""), ("14", "Cy", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"], members=30)


@pytest.fixture
def text():
    return make_text()


def claim(text, guild, number, surname, **fields):
    signature = make_signature(text, **fields)
    return roster_claims.claim(signature, Member(number, surname), guild=guild, source=HERE)


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
