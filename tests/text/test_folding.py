import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.text.folding import folded, words

ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@pytest.mark.table(
    ("name", "key"),
    [
        ("Björn Ulvaeus", "bjorn ulvaeus"),
        ("Bjo\u0308rn  Ulvaeus", "bjorn ulvaeus"),
        ("Björn\nUlvaeus", "bjorn ulvaeus"),
        ("BJÖRN ULVAEUS", "bjorn ulvaeus"),
        ("Trần Thị Ngọc Ánh", "tran thi ngoc anh"),
        ("Đặng Thái Sơn", "dang thai son"),
        ("Søren Æbelø", "soren aebelo"),
        ("Łukasz", "lukasz"),
        ("Groß", "gross"),
        ("GROSS", "gross"),
        ("Œuvre", "oeuvre"),
        ("Þórður", "thordur"),
        ("Ħal Ŧ", "hal t"),
        ("Işıl", "isil"),
        ("İpek", "ipek"),
        ("Sinéad O’Connor", "sinead oconnor"),
        ("Sinéad O'Connor", "sinead oconnor"),
        ("Kealiʻi", "kealii"),
        ("ŉ", "n"),
        ("Ｊｏｈｎ", "john"),
        ("ﬁona", "fiona"),
        ("ｼﾞｮﾝ", "ジョン"),
        ("かか", "かか"),
        ("がが", "がが"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("ᾠδή", "ωδη"),
        ("Ёлка", "елка"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("علی\u200cرضا", "عليرضا"),
        ("کریم", "كريم"),
        ("रवि", "रवि"),
        ("अनिल\u094d\u200dय", "अनिल\u094dय"),
        ("น้ำ", unicodedata.normalize("NFKC", "น้ำ")),
        ("葛\U000e0100城", "葛城"),
        ("김철수", "김철수"),
        ("x\u0338", "x"),
    ],
)
def test_folded_gives_the_key(name, key):
    assert folded(name) == key


@pytest.mark.table("apostrophe", "'’‘‛`´ʻʼʽʾʿˈ′＇")
def test_folded_drops_every_apostrophe(apostrophe):
    assert folded(f"O{apostrophe}Connor") == "oconnor"


@pytest.mark.table("dash", "-\u2010\u2011–—－")
def test_folded_has_one_dash(dash):
    assert folded(f"Jean{dash}Luc") == "jean-luc"


@pytest.mark.parametrize(("one", "other"), [("रवि", "रवी"), ("か", "が"), ("ป่า", "ป้า")])
def test_folded_keeps_different_words_apart(one, other):
    assert folded(one) != folded(other)


@given(ANY_TEXT)
def test_folded_done_twice_changes_nothing(name):
    assert folded(folded(name)) == folded(name)


def test_folded_done_twice_changes_no_single_character():
    singles = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) not in {"Cn", "Co"}
    ]

    assert [char for char in singles if folded(folded(char)) != folded(char)] == []


@pytest.mark.table(
    ("text", "apart"),
    [
        ("Ada Lovelace-King (poet)", ["ada", "lovelace", "king", "poet"]),
        ("Composer, “Paper Boats”", ["composer", "paper", "boats"]),
        ("O’Connor & Ke$ha", ["oconnor", "ke", "ha"]),
        ("अनिल कुमार", ["अनिल", "कुमार"]),
        ("…", []),
    ],
)
def test_words_have_no_punctuation(text, apart):
    assert words(text) == apart


def test_words_keep_the_signs_one_asks_for():
    assert words("Ke$ha & P!nk", keep="$!") == ["ke$ha", "p!nk"]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_folds_as_it_does_beside_an_accent(text):
    assert folded(f"{text} é") == f"{folded(text)} e".strip()
    assert words(f"{text} か") == [*words(text), "か"]
