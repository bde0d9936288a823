"""Validation of names and of the credits under them.

Each rule is a line in a table: its code, and a function that is true if the rule is broken.
The codes are "empty", "too_long", "control_character" and those in the tables. Names stay as
typed, apart from spaces and NFC; folding.py folds them for search.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from signatures.text.characters import (
    has_hidden,
    has_tower,
    is_plain,
    is_styled,
    is_symbol,
    script,
)
from signatures.text.name_heuristics import SHAPES

MOST_IN_A_NAME = 100

# One composed character may be typed as four: omega, breathing, accent, iota.
MOST_TYPED_FOR_ONE = 4

LINE_BREAKS = re.compile(r"[\t\n\r]")

# Marks that copying and pasting leaves behind. They change nothing that can be seen, so they are
# dropped: soft hyphens, zero-width spaces, byte order marks, marks of direction.
DROPPED = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c")
SPACES = " \t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
SPACES += "\u202f\u205f\u3000"
# Controls of direction are dropped around a name. Inside it they could turn the text beside it.
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
AROUND = SPACES + DIRECTIONS

# A link to a page, or an e-mail address.
LINK = re.compile(
    r"""
    \w://                                # a scheme
    | \bwww\.\w
    | \w@[\w.-]+\.\w                     # an e-mail address
    | (?-i:[a-z0-9-]\.[a-z]{2,4}/\w)     # bit.ly/abc
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A dot alone does not make a domain: will.i.am, R.E.M. and Md.Karim are names. Short endings
# need two letters before them, so that an initial ("L.Io") passes.
DOMAIN = re.compile(
    r"""
    [\w-]\.(?:com|net|org|info|biz|xyz|online|site|shop|club|top)\b
    | [\w-]{2}\.(?:co|io|ru)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Scripts whose letters look alike.
LOOK_ALIKES = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}


CAPITALIZED = re.compile(r"[^\W\d_]+")


class NotANameError(ValueError):
    """The text is not allowed on the public list. ``code`` says which rule it breaks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_name(typed: str) -> str:
    """Return a name in NFC (UAX #15) with single spaces, 1 to 100 code points long.

    ``"  Jose\\u0301\\n Ruiz "`` becomes ``"José Ruiz"``. Invisible marks around the name, soft
    hyphens and zero-width spaces are removed. Raises NotANameError only for what cannot be shown
    safely; what merely looks odd is for ``reasons_to_look``.
    """
    name = _tidied(typed, most=MOST_IN_A_NAME)
    if not name:
        raise NotANameError("empty")
    _check(name, LINE_RULES)
    return name


def clean_line(typed: str, *, most: int) -> str:
    """Return a credit in NFC (UAX #15) with single spaces, 0 to ``most`` code points long.

    ``"Novelist,  Dublin 📚"`` becomes ``"Novelist, Dublin 📚"``: unlike a name it
    may be empty. ``"@mossprint"`` and ``"Founder, Quillmark.org"`` are credits;
    a link to a page is not. Raises NotANameError.
    """
    line = _tidied(typed, most=most)
    _check(line, LINE_RULES)
    return line


def without_capitals(name: str) -> str:
    """Return a name in capitals as it is usually written; "" if it is not in capitals.

    ``"QUILLA HARBOR"`` becomes ``"Quilla Harbor"``. Haruki MURAKAMI stays, and so does R.E.M.
    """
    words = [word for word in name.split() if sum(map(str.isalpha, word)) > 2]
    if len(words) < 2 or not name.isupper():
        return ""
    return CAPITALIZED.sub(lambda word: word[0].capitalize(), name)


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
    typed = typed.translate(DROPPED).strip(AROUND)
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


def _has_link(line: str) -> bool:
    return LINK.search(unicodedata.normalize("NFKC", line)) is not None


def _has_domain(name: str) -> bool:
    return DOMAIN.search(unicodedata.normalize("NFKC", name)) is not None


def _has_emoji(name: str) -> bool:
    return not is_plain(name) and any(is_symbol(char) or is_styled(char) for char in name)


def _has_no_letter(name: str) -> bool:
    return bool(name) and not any(char.isalpha() for char in name)


def _mixes_scripts(name: str) -> bool:
    if is_plain(name):
        return False
    # NFKC is needed because the name of a full-width letter begins with FULLWIDTH.
    words = re.split(r"[\s‐-]", unicodedata.normalize("NFKC", name))
    return any(len({script(char) for char in word} & LOOK_ALIKES) > 1 for word in words)


LINE_RULES = [
    ("web_address", _has_link),
    ("marks", has_tower),
]
REASONS = [
    ("mixed_scripts", _mixes_scripts),
    ("emoji", _has_emoji),
    ("domain", _has_domain),
    ("no_letter", _has_no_letter),
    *SHAPES,
]
