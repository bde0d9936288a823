"""The form of a name that searching and the hunt for duplicates compare. Never shown."""

import unicodedata
from collections.abc import Iterable

from signatures.text.characters import is_accent, is_hidden, is_plain

# Apostrophes come and go in one person's own name; the tatweel only stretches a word.
APOSTROPHES = "'’‘‛`´ʻʼʽʾʿˈ′＇"
TATWEEL = "\u0640"
DROPPED = str.maketrans("", "", APOSTROPHES + TATWEEL)

# Letters people type in place of one another, though Unicode sees no relation.
# Add a line here for a letter that search should find.
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
    """Fold case, width, accents, apostrophes and spaces away; NFC; folding twice changes nothing.

    ``folded("Björn Ulvaeus") == "bjorn ulvaeus"`` and ``folded("O’Connor") ==
    folded("OCONNOR")``. After toNFKC_Casefold (Unicode Standard, 3.13), with the
    accents dropped. Time grows with the square of a run of marks: bound the text first.
    """
    # Dropped twice: NFKD would turn the apostrophe U+00B4 into a space, and makes one of U+0149.
    text = _unaccented(name.translate(DROPPED)).casefold()
    text = text.translate(LETTERS).translate(DROPPED)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def words(text: str, *, keep: str = "") -> list[str]:
    """Return the folded words of ``text``, without the punctuation around and between them.

    ``words("Ada Lovelace-King (poet)")`` is ``["ada", "lovelace", "king", "poet"]``. Signs in
    ``keep`` are part of a word.
    """
    kept = (
        char if unicodedata.category(char)[0] in "LMN" or char in keep else " "
        for char in folded(text)
    )
    return "".join(kept).split()


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether one of ``phrases``, folded words in a row, stands in ``text``.

    ``"nobel"`` stands in "Nobel-prize winner", not in "Nobelius"; plurals are other words.
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
