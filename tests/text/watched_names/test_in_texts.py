"""Names in the addressee and the byline, with and without titles."""

import pytest

from signatures.text.watched_names.in_texts import MOST, names_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", []),
        ("President Ada Example, Tin Republic", ["President Ada Example", "Ada Example"]),
        ("the European Commission", ["European Commission"]),
        ("Ada Example and Bea Other", ["Ada Example", "Bea Other"]),
        ("Ada Example\nfor 40 members of the Tin Guild", ["Ada Example", "Tin Guild"]),
        ("The Minister of Culture, Jane van Dijk", ["Minister of Culture", "Jane van Dijk"]),
        ("Prime Minister Jane A. Example", ["Jane A. Example"]),
        ("studios, and those who finance them", []),
        ("日本首相", ["日本首相"]),
        ("!?; 12", []),
    ],
)
def test_names_are_found_in_a_line(line, names):
    assert set(names) <= set(names_in(line))
    assert bool(names_in(line)) == bool(names)


def test_initial_with_a_family_name_is_no_name_of_its_own():
    assert "A. Example" not in names_in("Prime Minister Jane A. Example")


def test_names_of_a_line_are_few_and_each_is_there_once():
    line = ", ".join([f"Ada Example{each}" for each in "abcdefghijklmnopqrstuvwxyz"] * 2)

    found = names_in(line)

    assert (len(found), len(set(found))) == (MOST, MOST)
    assert names_in("Ada " + "Example" * 20) == []
