import pytest

from signatures.actions.guilds.roster import worker as roster_work
from signatures.forms.guilds import roster_files
from signatures.models import (
    RosterFingerprint,
    RosterPart,
)
from tests.factories import (
    make_guild,
    make_roster,
)

pytestmark = pytest.mark.django_db
ADA, BO, CY = ("12", "Ada", ""), ("13", "Bo", ""), ("14", "Cy", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"], members=30)


def test_upload_is_read_in_parts_by_the_worker(guild, monkeypatch):
    monkeypatch.setattr(roster_files, "CHUNK", 1)
    monkeypatch.setattr(roster_work, "CHUNK", 1)
    former = make_roster(guild, CY, state="read")

    roster = make_roster(guild, ADA, BO, state="read")
    assert RosterPart.objects.filter(roster=roster).count() == 2
    roster_work.carry_on()

    assert not RosterPart.objects.exists()
    kept = RosterFingerprint.objects.values_list("roster", "kind")
    assert sorted(kept) == [(roster.pk, kind) for kind in "mm"]
    former.refresh_from_db()
    assert (former.state, former.forgotten_at is not None) == ("declined", True)
