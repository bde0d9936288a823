from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.guilds.roster import worker as roster_work
from signatures.actions.privacy import retention
from signatures.models import (
    Roster,
    RosterClaim,
    RosterFingerprint,
    Signature,
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


def test_rosters_are_forgotten_when_all_statements_have_closed(guild, text, settings):
    make_roster(guild, ADA)
    claim(text, guild, "12", "Ada")
    long_ago = timezone.now() - settings.KEEP_ROSTERS - timedelta(days=2)
    Roster.objects.update(taken_at=long_ago)
    retention.erase_expired()
    assert Roster.objects.get().state == "current"

    text.statement.opens_at, text.statement.closes_at = long_ago, long_ago + timedelta(days=1)
    text.statement.save()
    retention.erase_expired()
    roster_work.carry_on()

    assert Roster.objects.get().state == "deleted"
    assert not RosterFingerprint.objects.exists()
    assert RosterClaim.objects.get().member is None
    assert Signature.objects.get().attestations.filter(method="guild_roster").exists()


def test_uploads_that_nobody_takes_are_declined(guild):
    roster = make_roster(guild, ADA, state="read")
    Roster.objects.update(uploaded_at=timezone.now() - timedelta(days=15))

    retention.erase_expired()

    roster.refresh_from_db()
    assert roster.state == "declined"
