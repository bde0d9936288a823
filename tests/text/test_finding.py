import pytest

from signatures.text import finding


@pytest.mark.table(
    ("typed", "words"),
    [
        ("", []),
        ("  ", []),
        ("& % _ - …", []),
        ("Björn & Benny", ["bjorn", "benny"]),
        ("O’Connor", ["oconnor"]),
        ("100%", ["100%"]),
        ("李安", ["李安"]),
        ("a\0b", ["ab"]),
        ("x " * 50, ["x"] * 10),
    ],
)
def test_words_are_folded_and_have_a_letter_or_digit(typed, words):
    assert finding.words(typed) == words


@pytest.mark.table(
    "name", ["Björn Ulvaeus", "Þóra Ævarsdóttir", "ﬁligree", "Ｆｕｌｌ Ｗｉｄｔｈ", "İpek"]
)
def test_search_for_a_name_as_it_is_written_meets_what_is_stored(name):
    stored = finding.search_text(name, "Composer")

    assert all(word in stored for word in finding.words(name))


def test_names_sort_as_people_sort_them_and_nothing_sorts_last():
    sorted_names = ["ada", "Ágnes", "Bea", "Özge", "Zoë", "Ζωή", "Эва", "李安"]

    assert sorted(reversed(sorted_names), key=finding.sort_key) == sorted_names
    assert max(finding.sort_key(name) for name in sorted_names) < finding.sort_key("")
