"""What may stand in the public list. A new case is one more line in a table."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.text.names import (
    REASONS,
    NotANameError,
    clean_line,
    clean_name,
    reasons_to_look,
    without_capitals,
)

# Every code point, lone surrogates included, and the ones that rules turn on.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=[]),
        st.sampled_from("aéС李र\u094d\u0301\u200d\u200c\ufe0f\u20e3🏽👩🔬 \t\n\r\0.=@/:www"),
    )
)

NAMES = [
    "李安",
    "小明 Smith",
    "Nuala Ní Dhomhnaill",
    "Sinéad O’Connor",
    "Sinéad O'Connor",
    "Björn Ulvaeus",
    "نجيب محفوظ",
    "X",
    "Ng",
    "d’Artagnan",
    "Jean-Luc",
    "Martin Luther King, Jr.",
    "Mª José",
    "deadmau5",
    "will.i.am",
    "St. Vincent",
    "St.Vincent",
    "Md.Karim",
    "R.E.M.",
    "L.Io",
    "Netta Comstock",
    "C.Comstock",
    "Ke$ha",
    "P!nk",
    "Kealiʻi Reichel",
    "Lili\u02bbuokalani",
    "தமிழ்ச்செல்வி",
    "น้ำผึ้ง",
    "ကျော်",
    "मुंबई वाला",
    "र्\u200dय",  # Devanagari eyelash ra: virama, joiner, letter
    "ශ්\u200dරී",  # Sinhala: "Sri"
    "റഹ്\u200cമാൻ",
    "അനില്\u200d കുമാര്\u200d",  # Malayalam, words that end in a joiner
    "علی\u200cرضا",
    "ه\u200d. ا. سایه",
    "葛\U000e0100城",  # a Japanese family's own form of the character
    "ジョン・スミス",
    "ｼﾞｮﾝ",
    "Ｊｏｈｎ",
    "ﬁona",
    "שָׁלוֹם",
    "ᠠᠨ\u180bᠠ",  # Mongolian: a form of the letter in front
    "ᠠ\u200dᠨ",
    "a<b",
    "Дмитрий Smith",
    "n" * 100,
    "𠮷" * 100,
]

TIDIED = [
    ("  Ada  ", "Ada"),
    ("Ada\u00a0\u3000 Lovelace", "Ada Lovelace"),
    ("Ada\r\nLovelace", "Ada Lovelace"),
    ("Ada\tLovelace", "Ada Lovelace"),
    ("\tAda", "Ada"),
    ("Jose\u0301", "Jos\u00e9"),
    (unicodedata.normalize("NFD", "Trần Thị Ngọc Ánh"), "Trần Thị Ngọc Ánh"),
    ("\u03c9\u0314\u0342\u0345" * 100, "\u1fa7" * 100),
    (" " * 999 + "Ada", "Ada"),
    ("\u202aAda Land\u202c", "Ada Land"),
    ("\u2067 נועה כהן\u200f\u3000", "נועה כהן"),
    ("\ufeffBea Land", "Bea Land"),
    ("Cleo\u00adLand", "CleoLand"),
    ("\u202eAda", "Ada"),
    ("Ada\u200bLovelace", "AdaLovelace"),
    ("Ada\ufeff Lovelace", "Ada Lovelace"),
    ("נועה\u200e כהן", "נועה כהן"),
]

NOT_NAMES = [
    ("", "empty"),
    (" \n\u3000", "empty"),
    ("n" * 101, "too_long"),
    ("a" + "\u0301\u0316" * 50_000, "too_long"),
    ("\0" * 401, "too_long"),
    ("Ada\0", "control_character"),
    ("Ada\x0bLovelace", "control_character"),
    ("Ada\x85Lovelace", "control_character"),
    ("Ada\u2028Lovelace", "control_character"),
    ("Ada\u2029Lovelace", "control_character"),
    ("Ada\u202eLovelace", "control_character"),
    ("Ada\u200dLovelace", "control_character"),
    ("Ada\u200cLovelace", "control_character"),
    ("علی\u200c\u200cرضا", "control_character"),
    ("\u200cعلی", "control_character"),
    ("Ada\ud800", "control_character"),
    ("Ada\ue000", "control_character"),
    ("Ada\uffff", "control_character"),
    ("Ada\u0378", "control_character"),
    ("\u3164", "control_character"),
    ("Ada\u034f", "control_character"),
    ("Ada\ufe0f", "control_character"),
    ("Ada\U000e0100", "control_character"),
    ("Ada\u180b", "control_character"),
    ("Ada\U000e0041", "control_character"),
    ("https://example.dev", "web_address"),
    ("Ada http://x", "web_address"),
    ("www.example.museum", "web_address"),
    ("bit.ly/abc", "web_address"),
    ("ada@bücher.de", "web_address"),
    ("a\u0328" + "\u0322" * 4, "marks"),
    ("Z" + "\u0335" * 10 + "algo", "marks"),
    ("ก" + "\u0e47" * 10, "marks"),
]


def code_of(clean, typed, **options):
    with pytest.raises(NotANameError) as caught:
        clean(typed, **options)
    return caught.value.code


@pytest.mark.table("name", NAMES)
def test_clean_name_keeps_names_of_people(name):
    assert clean_name(name) == name


@pytest.mark.table(("typed", "name"), TIDIED)
def test_clean_name_composes_and_collapses(typed, name):
    assert clean_name(typed) == name


@pytest.mark.table(("typed", "code"), NOT_NAMES)
def test_clean_name_refuses_what_is_no_name(typed, code):
    assert code_of(clean_name, typed) == code


def test_clean_name_takes_three_marks_on_a_letter_and_no_more():
    three = "x" + "\u0301" * 3

    assert clean_name(three) == three
    assert code_of(clean_name, three + "\u0301") == "marks"


@given(ANY_TEXT)
def test_clean_name_done_twice_changes_nothing(typed):
    try:
        name = clean_name(typed)
    except NotANameError:
        return

    assert clean_name(name) == name
    assert 1 <= len(name) <= 100
    assert unicodedata.is_normalized("NFC", name)


@pytest.mark.table(
    ("typed", "line"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Novelist,\n Dublin 📚", "Novelist, Dublin 📚"),
        ("Chemist 👩🏽\u200d🔬", "Chemist 👩🏽\u200d🔬"),
        ("Nurse ❤\ufe0f\u200d🔥", "Nurse ❤\ufe0f\u200d🔥"),
        ("No. 1\ufe0f\u20e3", "No. 1\ufe0f\u20e3"),
        ("Ouch ‼\ufe0f", "Ouch ‼\ufe0f"),
        ("Re\u0301alisatrice", "R\u00e9alisatrice"),
        ("1984", "1984"),
        ("@mossprint", "@mossprint"),
        ("＝HYPERLINK()", "＝HYPERLINK()"),  # exports guard it
        ("Founder, Quillmark.org", "Founder, Quillmark.org"),
        ("Quill.Ru Group", "Quill.Ru Group"),
        ("Chemist \u202e", "Chemist"),
        ("c" * 120, "c" * 120),
    ],
)
def test_clean_line_keeps_credits(typed, line):
    assert clean_line(typed, most=120) == line


@pytest.mark.table(
    ("typed", "code"),
    [
        ("c" * 121, "too_long"),
        ("Chemist\0", "control_character"),
        ("📚\u200d", "control_character"),
        ("a\u200d📚", "control_character"),
        ("Chemist \u2800", "control_character"),
        ("see https://example.dev", "web_address"),
        ("quillmark.org/join", "web_address"),
        ("www.quillmark.org", "web_address"),
        ("ada@example.org", "web_address"),
        ("Z" + "\u0335" * 10, "marks"),
    ],
)
def test_clean_line_refuses_what_is_no_credit(typed, code):
    assert code_of(clean_line, typed, most=120) == code


@given(ANY_TEXT)
def test_clean_line_done_twice_changes_nothing(typed):
    try:
        line = clean_line(typed, most=120)
    except NotANameError:
        return

    assert clean_line(line, most=120) == line


@pytest.mark.table(
    ("name", "usual"),
    [
        ("QUILLA HARBOR", "Quilla Harbor"),
        ("MARY-JANE O’BRINDLE", "Mary-Jane O’Brindle"),
        ("ИДА ЛАНД", "Ида Ланд"),
        ("Quilla HARBOR", ""),
        ("R.E.M.", ""),
        ("QUILLA", ""),
        ("李安", ""),
    ],
)
def test_name_in_capitals_as_it_is_usually_written(name, usual):
    assert without_capitals(name) == usual


@pytest.mark.table(
    "name",
    [
        "\u0421ate",  # Cyrillic Es
        "Ada Sm\u0456th",  # Cyrillic i
        "\u041e’Connor",  # Cyrillic O
        "Αda",  # Greek Alpha
        "Ѕοphia",  # Cyrillic and Greek
        "\uff33\u0430\uff4d",  # full-width S and m, Cyrillic a
        "Հugo",
    ],
)
def test_reasons_to_look_finds_look_alike_letters_in_one_word(name):
    assert reasons_to_look(name) == ["mixed_scripts"]


@pytest.mark.table(
    "name",
    [
        "Cate",
        "Jose\u0301",
        "小明 Smith",
        "小明Smith",
        "Дмитрий Smith",
        "Анна-Maria",
        "Анна\u2010Maria",
        "山田タロウとはな",
        "김Smith",
        "Mª José",
        "Kealiʻi",
        "Ｊｏｈｎ Smith",
        "",
    ],
)
def test_reasons_to_look_leaves_people_alone(name):
    assert reasons_to_look(name) == []


@pytest.mark.table(
    "name",
    [
        "Ada 🎉",
        "👩🏽\u200d🔬 Ada",
        "Ada ❤\ufe0f",
        "Ada 1\ufe0f\u20e3",
        "Ada 1\u20e3",
        "Ada → Bob",
        "Ada ©",
        "Ada ‼",
        "Ada🏽",
        "𝐀𝐝𝐚",
        "𝒜da",
        "ℝita",
        "Ⓐda",
    ],
)
def test_pictures_and_symbols_are_accepted_and_looked_at(name):
    assert clean_name(name) == name
    assert "emoji" in reasons_to_look(name)


@given(ANY_TEXT)
def test_reasons_to_look_takes_any_text(name):
    assert set(reasons_to_look(name)) <= {code for code, _ in REASONS}
