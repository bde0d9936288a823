"""Validation of names and of the credits under them.

Each rule is a line in a table: its code, and a function that is true if the rule is broken.
The codes are "empty", "too_long", "control_character" and those in the tables. Names stay as
typed, apart from spaces and NFC; folding.py folds them for search.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from signatures.text.characters import has_hidden, has_tower, is_styled, is_symbol, script
from signatures.text.name_heuristics import SHAPES

MOST_IN_A_NAME = 100

# One composed character may be typed as four: omega, breathing, accent, iota.
MOST_TYPED_FOR_ONE = 4

LINE_BREAKS = re.compile(r"[\t\n\r]")

# Spreadsheets take these for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@")

# A dot alone does not make an address: will.i.am, R.E.M. and Md.Karim are names. Short
# endings need two letters before them, so that an initial ("L.Io") passes.
WEB_ADDRESS = re.compile(
    r"""
    \w://                                                              # a scheme
    | \bwww\.\w
    | \w@[\w.-]+\.\w                                                   # a mail address
    | [\w-]\.(?:com|net|org|info|biz|xyz|online|site|shop|club|top)\b
    | [\w-]{2}\.(?:co|io|ru)\b
    | (?-i:[a-z0-9-]\.[a-z]{2,3}/\w)                                   # bit.ly/abc
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Scripts whose letters look alike.
LOOK_ALIKES = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}


class NotANameError(ValueError):
    """The text is not allowed on the public list. ``code`` says which rule it breaks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_name(typed: str) -> str:
    """Return a name in NFC (UAX #15) with single spaces, 1 to 100 code points long.

    ``"  Jose\\u0301\\n Ruiz "`` becomes ``"José Ruiz"``. Raises NotANameError.
    """
    name = _tidied(typed, most=MOST_IN_A_NAME)
    if not name:
        raise NotANameError("empty")
    _check(name, NAME_RULES)
    return name


def clean_line(typed: str, *, most: int) -> str:
    """Return a credit in NFC (UAX #15) with single spaces, 0 to ``most`` code points long.

    ``"Novelist,  Dublin 📚"`` becomes ``"Novelist, Dublin 📚"``: unlike a name it
    may hold emoji, or nothing. Raises NotANameError.
    """
    line = _tidied(typed, most=most)
    _check(line, LINE_RULES)
    return line


def reasons_to_look(name: str) -> list[str]:
    """Return codes for why an organizer should see this name first; [] for most names.

    "mixed_scripts" (UTS #39): one word mixes scripts that look alike, as "Сate" with a Cyrillic
    С. 小明 Smith, Дмитрий Smith and 山田タロウ are fine. The other codes are in
    name_heuristics.py.
    """
    return [code for code, is_odd in REASONS if is_odd(name)]


def _tidied(typed: str, *, most: int) -> str:
    """Return the line in NFC with single spaces.

    Hidden characters are checked before split(), which would remove some of them.
    """
    # Check the length before NFC, which takes quadratic time for many marks in a row.
    if len("".join(typed.split())) > most * MOST_TYPED_FOR_ONE:
        raise NotANameError("too_long")
    spaced = LINE_BREAKS.sub(" ", unicodedata.normalize("NFC", typed))
    if has_hidden(spaced):
        raise NotANameError("control_character")
    line = " ".join(spaced.split())
    if len(line) > most:
        raise NotANameError("too_long")
    return line


def _check(line: str, rules: Iterable[tuple[str, Callable[[str], bool]]]) -> None:
    for code, is_broken in rules:
        if is_broken(line):
            raise NotANameError(code)


def _is_formula(line: str) -> bool:
    return unicodedata.normalize("NFKC", line).startswith(FORMULA_STARTS)


def _is_web_address(line: str) -> bool:
    return WEB_ADDRESS.search(unicodedata.normalize("NFKC", line)) is not None


def _has_emoji(name: str) -> bool:
    return any(is_symbol(char) or is_styled(char) for char in name)


def _has_no_letter(name: str) -> bool:
    return not any(char.isalpha() for char in name)


def _mixes_scripts(name: str) -> bool:
    # NFKC is needed because the name of a full-width letter begins with FULLWIDTH.
    words = re.split(r"[\s‐-]", unicodedata.normalize("NFKC", name))
    return any(len({script(char) for char in word} & LOOK_ALIKES) > 1 for word in words)


LINE_RULES = [
    ("formula", _is_formula),
    ("web_address", _is_web_address),
    ("marks", has_tower),
]
NAME_RULES = [*LINE_RULES, ("emoji", _has_emoji), ("no_letter", _has_no_letter)]
REASONS = [("mixed_scripts", _mixes_scripts), *SHAPES]
