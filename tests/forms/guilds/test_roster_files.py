import pytest
from django.core.exceptions import ValidationError

from signatures.actions.guilds.roster import versions as rosters
from signatures.forms.guilds import roster_files
from tests.factories import make_guild, make_officer, roster_file

pytestmark = pytest.mark.django_db

ADA, BO = ("12", "Ada", "ada@example.org"), ("13", "Bo Peep", "")


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_roster"])


def code(file, guild):
    with pytest.raises(ValidationError) as refused:
        roster_files.read(file, guild)
    return refused.value.code


def test_file_of_the_tool_is_taken(guild):
    found = roster_files.read(roster_file(guild, ADA, BO), guild)

    assert (str(found.dated), found.members, found.surnames, found.addresses) == (
        "2026-11-01",
        2,
        2,
        1,
    )
    assert [len(part) for part in found.parts] == [5 * 65]


@pytest.mark.table(
    ("line", "typed", "why"),
    [
        (0, b"members.csv\n", "format"),
        (0, b"\xff\xfe\x00", "format"),
        (1, b"guild: zinc\n", "key"),
        (2, b"key: 0000000000000000\n", "key"),
        (3, b"date: yesterday\n", "line"),
        (3, b"date: 2999-01-01\n", "date"),
        (0, b"open-letter roster 1\n", "old"),
        (4, b"cost: 1\n", "key"),
        (6, b"check-letter: yes\n", "rules"),
        (7, b"members: -1\n", "line"),
        (7, b"members: 9999999\n", "most"),
        (7, b"members: 1\n", "line"),
        (9, b"addresses: 2\n", "short"),
        (10, b"\x00\n", "line"),
        (11, b"mAAAA\n", "line"),
        (12, b"s" + b"A" * 43 + b"\n", "line"),
        (12, b"m" + b"-" + b"A" * 42 + b"\n" + b"m" + b"-" + b"A" * 42 + b"\n", "line"),
        pytest.param(13, b"s" + b"A" * 86 + b"\n", "line", id="of no member"),
    ],
)
def test_anything_else_is_refused(guild, line, typed, why):
    file = roster_file(guild, ADA, BO)
    file[line] = typed

    assert code(file, guild) == why


def test_file_of_former_rules_or_of_another_guild_is_refused(guild):
    file = roster_file(guild, ADA)
    rosters.set_number_rules(guild, prefixes=["I"], check_letter=False, by=make_officer(guild).user)

    assert code(file, guild) == "rules"
    assert code(file, make_guild(slug="zinc")) == "key"
    assert code([], guild) == "format"
