"""Properties of single characters: hidden, a symbol, an accent, a letter of a script.

The standard library knows the category and the name of a character, but not its
script. So we take the first word of the name: CYRILLIC SMALL LETTER A is Cyrillic.
That works for every script listed below and needs no ICU.
"""

import unicodedata
from functools import lru_cache
from itertools import groupby

ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER = "\u200c", "\u200d"
JOINERS = {ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER}

# Scripts whose spelling needs the two joiners.
JOINING_SCRIPTS = {
    "ARABIC",
    "SYRIAC",
    "MANDAIC",
    "NKO",
    "MONGOLIAN",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "ORIYA",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
    "TIBETAN",
    "MYANMAR",
    "KHMER",
}

# Controls, formats, surrogates, private use, unassigned, line and paragraph separators.
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

# Letters, marks and symbols in Unicode, but blank on the screen.
BLANKS = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

# Variation selectors: invisible, but they choose the form of the character before them.
EMOJI_STYLES = {"\ufe0e", "\ufe0f"}
MONGOLIAN_FORMS = set("\u180b\u180c\u180d\u180f")
HAN_FORMS = {chr(code) for code in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))}
INVISIBLE = BLANKS | EMOJI_STYLES | MONGOLIAN_FORMS | HAN_FORMS

KEYCAP = "\u20e3"
SKIN_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
EMOJI_PUNCTUATION = set("‼⁉〰")

# The most marks one letter may carry: Vietnamese needs two, pointed Hebrew three.
MOST_MARKS = 3


def is_plain(text: str) -> bool:
    """Return whether all is printable ASCII, which none of the rules here concerns."""
    return text.isascii() and text.isprintable()


def script(char: str) -> str:
    """Return the script, such as LATIN or CJK: the first word of the name, or "" without one."""
    return unicodedata.name(char, "").partition(" ")[0]


@lru_cache(maxsize=10_000)
def is_hidden(char: str) -> bool:
    """Return whether the character is invisible, even if its neighbours need it."""
    return unicodedata.category(char) in HIDDEN_CATEGORIES or char in INVISIBLE


@lru_cache(maxsize=10_000)
def is_symbol(char: str) -> bool:
    """Return whether it is an emoji or a sign no name contains; "$" and "!" are allowed."""
    category = unicodedata.category(char)
    return (
        category in {"So", "Me"}
        or (category == "Sm" and not char.isascii())
        or char in SKIN_TONES | EMOJI_PUNCTUATION
    )


@lru_cache(maxsize=10_000)
def is_styled(char: str) -> bool:
    """Return whether the letter exists only as a type style, such as mathematical bold.

    Full-width letters, half-width Katakana and ligatures do not count: keyboards make them.
    """
    return unicodedata.decomposition(char).startswith("<font>")


@lru_cache(maxsize=10_000)
def is_accent(char: str) -> bool:
    """Return whether a search can ignore this mark.

    Accents, Hebrew points and Arabic vowels can be ignored; their combining classes are 1,
    10 to 36, and 200 upwards (UAX #44). The vowel signs of Indic scripts, Thai tones and the
    voicing of Kana spell different words; they have other classes.
    """
    position = unicodedata.combining(char)
    return position == 1 or 10 <= position <= 36 or position >= 200


def has_hidden(text: str) -> bool:
    """Return whether it has a character that, without need, is invisible or reverses text."""
    if is_plain(text):
        return False
    neighbours = zip(" " + text, text, text[1:] + " ", strict=False)
    return any(
        is_hidden(char) and not _is_needed(before, char, after)
        for before, char, after in neighbours
    )


def has_tower(text: str) -> bool:
    """Return whether one letter has more than MOST_MARKS marks.

    Spacing marks do not count, because they are beside the letter: the Burmese name ကျော် has
    four marks in a row.
    """
    if is_plain(text):
        return False
    runs = groupby(text, key=lambda char: unicodedata.category(char) in {"Mn", "Me"})
    return any(is_mark and len(list(run)) > MOST_MARKS for is_mark, run in runs)


def _is_needed(before: str, char: str, after: str) -> bool:
    """Return whether the spelling of a word or an emoji needs this hidden character here.

    A joiner may end a word, as in അനില്‍, or in ه‍ before a full stop.
    """
    if char in JOINERS and script(before) in JOINING_SCRIPTS:
        return True
    if char == ZERO_WIDTH_JOINER:
        return (is_symbol(before) or before in EMOJI_STYLES) and is_symbol(after)
    if char in EMOJI_STYLES and (is_symbol(before) or after == KEYCAP):
        return True
    if char in HAN_FORMS:
        return script(before) == "CJK"
    return char in MONGOLIAN_FORMS and script(before) == "MONGOLIAN"
