"""Folding of names for search and for finding duplicates. Folded text is never shown."""

import re
import unicodedata
from collections.abc import Iterable

from signatures.text.characters import is_accent, is_hidden, is_plain

# People write their own name with and without apostrophes; a tatweel only stretches a word.
APOSTROPHES = "'’‘‛`´ʻʼʽʾʿˈ′＇"
TATWEEL = "\u0640"
DROPPED = str.maketrans("", "", APOSTROPHES + TATWEEL)
LETTERS_AND_DIGITS = re.compile("[a-z0-9]+")  # of folded ASCII

# Letters people type in place of one another, though Unicode does not relate them.
# To make a search find another letter, add a line here.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ی": "ي",  # Persian yeh, Arabic yeh
        "ک": "ك",  # Persian kaf, Arabic kaf
        "\u2010": "-",
        "–": "-",
        "—": "-",
    }
)


def folded(name: str) -> str:
    """Return ``name`` in NFC without differences of case, width, accents, apostrophes or spaces.

    ``folded("Björn Ulvaeus") == "bjorn ulvaeus"`` and ``folded("O’Connor") ==
    folded("OCONNOR")``. It follows toNFKC_Casefold (Unicode Standard, 3.13) and also drops
    accents. Folding twice changes nothing. It takes quadratic time for many marks in a row, so
    limit the length of the text first.
    """
    if is_plain(name):  # as most are; the rest of this function would give the same
        return " ".join(name.replace("'", "").replace("`", "").lower().split())
    # Drop twice: NFKD turns the apostrophe U+00B4 into a space, and U+0149 into an apostrophe.
    text = _unaccented(name.translate(DROPPED)).casefold()
    text = text.translate(LETTERS).translate(DROPPED)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def words(text: str, *, keep: str = "") -> list[str]:
    """Return the folded words of ``text`` without punctuation.

    ``words("Ada Lovelace-King (poet)")`` is ``["ada", "lovelace", "king", "poet"]``. Signs in
    ``keep`` count as letters.
    """
    plain = folded(text)
    if plain.isascii() and not keep:  # as most are; the rest of this function would give the same
        return LETTERS_AND_DIGITS.findall(plain)
    kept = (
        char if unicodedata.category(char)[0] in "LMN" or char in keep else " " for char in plain
    )
    return "".join(kept).split()


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Return whether ``text`` contains one of ``phrases``, which are folded words in a row.

    ``"nobel"`` is in "Nobel-prize winner", but not in "Nobelius". Plurals are other words.
    """
    spaced = f" {' '.join(words(text))} "
    return any(f" {phrase} " in spaced for phrase in phrases)


def _unaccented(text: str) -> str:
    if is_plain(text):
        return text
    spread = unicodedata.normalize("NFKD", text)
    return "".join(
        char for char in spread if char.isspace() or not (is_accent(char) or is_hidden(char))
    )
