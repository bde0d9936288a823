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


@pytest.mark.table(
    ("sought", "name"),
    [
        ("太郎", "田中太郎"),
        ("郎", "田中太郎"),
        ("민준", "김민준"),
        ("安", "李安"),
        ("Ng", "Lee-Ng"),
        ("Xi", "Bo (Xi) Quill"),
        ("MJ", "Mary-Jane “MJ” Land"),
        ("Mullerson", "Müllerson"),
        ("Muellerson", "Müllerson"),
        ("Müllerson", "Muellerson"),
        ("Soendergaard", "Søndergaard"),
        ("Sondergaard", "Søndergaard"),
        ("Søndergaard", "Soendergaard"),
        ("Aangstrand", "Ångstrand"),
        ("Ångstrand", "Aangstrand"),
        ("Djurdjic", "Đurđić"),
        ("Đurđić", "Djurdjic"),
        ("mu\u0308ller", "Mueller"),
    ],
)
def test_search_finds_given_names_short_parts_and_other_spellings(sought, name):
    stored = finding.search_text(name, "Poet")

    for spellings in finding.alternatives(sought):
        assert any(f" {each}" in stored for each in spellings)


@pytest.mark.table(
    ("sought", "name"),
    [("Noel", "Nolan Land"), ("Sue", "Susan Land"), ("田", "李安"), ("Ng", "Lee-Nguyen")],
)
def test_search_leaves_other_names_alone(sought, name):
    stored = f"{finding.search_text(name, '')} "

    assert f" {finding.words(sought)[0]} " not in stored


def test_names_sort_as_people_sort_them_and_nothing_sorts_last():
    sorted_names = ["ada", "Ágnes", "Bea", "Özge", "Zoë", "Ζωή", "Эва", "李安"]

    assert sorted(reversed(sorted_names), key=finding.sort_key) == sorted_names
    assert max(finding.sort_key(name) for name in sorted_names) < finding.sort_key("")
