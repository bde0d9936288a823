"""What a single character is: hidden, a symbol, an accent, a letter of a script.

The standard library knows the category and the name of a character, but not its
script. A script is therefore the first word of the name: CYRILLIC SMALL LETTER A
is Cyrillic. That holds for every script listed below and spares us ICU.
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

# Controls, formats, surrogates, private use, unassigned, line and paragraph ends.
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

# Letters, marks and symbols to Unicode, but nothing on the screen.
BLANKS = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

# Variation selectors: invisible, but they choose the form of the character in front.
EMOJI_STYLES = {"\ufe0e", "\ufe0f"}
MONGOLIAN_FORMS = set("\u180b\u180c\u180d\u180f")
HAN_FORMS = {chr(code) for code in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))}
INVISIBLE = BLANKS | EMOJI_STYLES | MONGOLIAN_FORMS | HAN_FORMS

KEYCAP = "\u20e3"
SKIN_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
EMOJI_PUNCTUATION = set("‼⁉〰")

# How many marks one letter may carry: Vietnamese needs two, pointed Hebrew three.
MOST_MARKS = 3


def is_plain(text: str) -> bool:
    """True for nothing but ASCII letters, digits, spaces and signs: no rule here is about them."""
    return text.isascii() and text.isprintable()


def script(char: str) -> str:
    """Return the first word of the character's name, "" when it has none: LATIN, CJK."""
    return unicodedata.name(char, "").partition(" ")[0]


@lru_cache(maxsize=10_000)
def is_hidden(char: str) -> bool:
    """True for what cannot be seen, whether or not its neighbours excuse it."""
    return unicodedata.category(char) in HIDDEN_CATEGORIES or char in INVISIBLE


@lru_cache(maxsize=10_000)
def is_symbol(char: str) -> bool:
    """True for emoji and signs that no name is spelled with; "$" and "!" are not among them."""
    category = unicodedata.category(char)
    return (
        category in {"So", "Me"}
        or (category == "Sm" and not char.isascii())
        or char in SKIN_TONES | EMOJI_PUNCTUATION
    )


@lru_cache(maxsize=10_000)
def is_styled(char: str) -> bool:
    """True for letters that exist only as a type style, as the bold of mathematics does.

    Full-width letters, half-width Katakana and ligatures are not: keyboards make them.
    """
    return unicodedata.decomposition(char).startswith("<font>")


@lru_cache(maxsize=10_000)
def is_accent(char: str) -> bool:
    """True for marks that searching can do without.

    The vowel signs of Indic scripts, Thai tones and the voicing of Kana spell
    different words, and their combining classes set them apart: accents,
    Hebrew points and Arabic vowels have 1, 10 to 36, and 200 upwards (UAX #44).
    """
    position = unicodedata.combining(char)
    return position == 1 or 10 <= position <= 36 or position >= 200


def has_hidden(text: str) -> bool:
    """True when a character cannot be seen, or turns the line round, without need."""
    if is_plain(text):
        return False
    neighbours = zip(" " + text, text, text[1:] + " ", strict=False)
    return any(
        is_hidden(char) and not _is_needed(before, char, after)
        for before, char, after in neighbours
    )


def has_tower(text: str) -> bool:
    """True when more than three marks stand on one letter.

    Spacing marks stand beside it and do not count: the Burmese name ကျော် has
    four marks in a row.
    """
    if is_plain(text):
        return False
    runs = groupby(text, key=lambda char: unicodedata.category(char) in {"Mn", "Me"})
    return any(is_mark and len(list(run)) > MOST_MARKS for is_mark, run in runs)


def _is_needed(before: str, char: str, after: str) -> bool:
    """True for a hidden character that spells a word, or builds an emoji, where it stands.

    A joiner may end a word: അനില്‍ does, and so does ه‍ in front of a full stop.
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
