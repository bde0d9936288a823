import pytest

from signatures.models import Guild
from signatures.renditions import organizations
from tests.factories import make_endorsement


def test_members_come_largest_first_and_a_few_without_a_number():
    guilds = [Guild(pk=pk, name=name) for pk, name in enumerate("DCBA")]

    members = organizations.members(guilds, {"0": 2, "1": 5, "2": 70, "3": 4})

    assert [(each.guild, str(each.number)) for each in members] == [
        ("B", "70"),
        ("C", "5"),
        ("A", "fewer than 5"),
        ("D", "fewer than 5"),
    ]


def test_members_that_left_are_not_named():
    assert organizations.members([Guild(pk=1, name="A")], {"1": 0}) == []


@pytest.mark.django_db
def test_row_shows_the_host_as_it_is_read():
    endorsement = make_endorsement(
        website="https://www.xn--bcher-kva.example/about", kind="society"
    )

    row = organizations.row(endorsement)

    assert (row.host, row.kind_words, row.logo_url) == (
        "bücher.example",
        "Society or association",
        "",
    )
