import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster import versions as rosters
from signatures.actions.guilds.roster import worker as roster_work
from signatures.errors import SamePersonError, UsedRosterError
from signatures.models import (
    Decision,
    Guild,
    RosterClaim,
    RosterFingerprint,
)
from tests.actions.guilds.roster.claiming import claim
from tests.factories import (
    make_guild,
    make_officer,
    make_organizer,
    make_roster,
)

pytestmark = pytest.mark.django_db
ADA, BO, CY = ("12", "Ada", ""), ("13", "Bo", ""), ("14", "Cy", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"], members=30)


def people(first, last):
    return [(str(number), f"Person{number}", "") for number in range(first, last)]


def lapsed_on(signature):
    return signature.attestations.get(method="guild_roster").lapsed_on


def test_first_roster_takes_an_officer_and_an_owner(guild):
    roster = make_roster(guild, ADA, BO, state="read")
    assert (roster.state, roster.done, roster.joined) == ("read", roster.total, None)

    roster = rosters.use(roster, by=roster.officer)
    assert roster.state == "asked"
    with pytest.raises(SamePersonError):
        rosters.approve(roster, by=roster.officer)
    owner = make_organizer()
    roster = rosters.approve(roster, by=owner)

    assert (roster.state, roster.approved_by) == ("current", owner)
    with pytest.raises(UsedRosterError):
        rosters.approve(roster, by=owner)
    lines = Decision.objects.filter(subject__startswith="tin, roster 1").order_by("pk")
    assert [each.to_state for each in lines][1:] == ["asked", "current"]
    assert lines[0].reason == f"SHA-256 {roster.sha256}"


@pytest.mark.table(
    ("last", "why"), [(22, []), (23, ["changed"]), (20, []), (18, ["changed"]), (33, ["changed"])]
)
def test_later_roster_needs_an_owner_when_it_is_unusual(guild, last, why):
    Guild.objects.update(members=25)
    make_roster(guild, *people(1, 21))
    roster = make_roster(guild, *people(2, last + 1), state="read")

    assert (roster.joined, roster.missing) == (max(0, last - 20), 1 + max(0, 20 - last))
    large = ["large"] if last == 33 else []
    assert rosters.approval_reasons(roster) == [*why, *large]
    assert rosters.use(roster, by=roster.officer).state == ("asked" if why else "current")


def test_rosters_by_other_rules_are_not_compared(guild, text):
    first = make_roster(guild, ADA)
    signature = claim(text, guild, "12", "Ada")
    rosters.set_number_rules(guild, prefixes=["I"], check_letter=False, by=first.officer)

    second = make_roster(guild, BO, state="read")
    assert rosters.approval_reasons(second) == ["other_key"]
    rosters.approve(rosters.use(second, by=second.officer), by=make_organizer())
    roster_work.carry_on()

    assert lapsed_on(signature) is None


def test_revoked_roster_takes_back_what_it_proved(guild, text):
    make_roster(guild, ADA, BO)
    ada = claim(text, guild, "12", "Ada")
    invented = make_roster(guild, CY, day="2026-11-08")
    roster_work.carry_on()
    cy = claim(text, guild, "14", "Cy", state="pending")
    assert cy.state == "published"

    rosters.revoke(invented, by=make_organizer())
    roster_work.carry_on()

    cy.refresh_from_db()
    assert (cy.state, cy.hold_reasons) == ("held", ["proof_revoked"])
    assert lapsed_on(ada) is None
    assert cy.revoked_proofs.get().reason == "roster"
    assert not RosterFingerprint.objects.exists()
    assert tally_check.report() is None
    make_roster(guild, CY, day="2026-11-09")
    assert claim(text, guild, "14", "Cy").attestations.count() == 2


def test_deleted_by_hand_nobody_can_show_their_number(guild, text):
    roster = make_roster(guild, ADA, BO)
    claim(text, guild, "12", "Ada")

    rosters.delete(roster, by=roster.officer)
    roster_work.carry_on()

    assert roster_claims.in_use(guild) is None
    assert not RosterFingerprint.objects.exists()
    assert RosterClaim.objects.get().member is not None  # the statement is open
    with pytest.raises(UsedRosterError):
        rosters.delete(roster, by=roster.officer)


def test_small_changes_add_up_until_an_owner_agrees():
    """Otherwise an officer replaces a whole roster by invented members, a few at a time."""
    guild = make_guild(slug="tin", methods=["guild_roster"], members=100)
    officer = make_officer(guild).user

    def upload(change):
        members = [(str(number), "Ada", "") for number in range(change, change + 20)]
        return make_roster(guild, *members, officer=officer, state="used")

    assert upload(0).state == "asked"
    rosters.approve(guild.rosters.get(), by=make_organizer())
    assert [upload(change).state for change in (1, 2, 3)] == ["current", "current", "asked"]

    rosters.approve(guild.rosters.first(), by=make_organizer())
    assert upload(4).state == "current"
