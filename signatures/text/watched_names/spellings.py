"""Spellings of a name as lists of folded words: as typed, as it looks, and in Latin letters."""

import re
from functools import lru_cache

from icu import SpoofChecker, Transliterator

from signatures.text import folding

checker = SpoofChecker()
in_latin = Transliterator.createInstance("Any-Latin; Latin-ASCII")

# Digits and signs typed in place of letters. Unicode also treats 0 and 1 as look-alikes.
SIGNS = "@$!|"
ASCII_WORD = re.compile(rf"[a-z0-9{re.escape(SIGNS)}]+")  # as folding.words finds them, but faster
STAND_INS = str.maketrans("013457" + SIGNS, "oleastasil")

# Words around a name that do not make it another name.
AROUND = re.compile(
    "dr|esq|ii|iii|iv|jr|junior|md|mr|mrs|ms|mx|official|phd|prof|real|senior|sir|sr|the"
)
# The usual spelling of letters that ICU would write with a single Latin one.
CYRILLIC = str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
)
HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")
# "JRR Tolkien" and "QM Harborough": initials without dots.
INITIALS = re.compile(r"\b[A-Z]{2,3}\b")


def as_seen(name: str) -> list[list[str]]:
    """Return the folded words of the name: as typed, and as it looks to readers of Latin letters.

    The first folds case before look-alikes, the second after them, because only the capital
    Greek beta looks like a B.
    """
    looks = name if name.isascii() else "".join(map(_looks_like, name))
    return _distinct([_words(name), _words(looks)])


def all_of(name: str) -> list[list[str]]:
    """Return the words as seen, in Latin letters, with initials apart, and without hyphens."""
    found = list(map(tuple, as_seen(name)))
    if HYPHEN.search(name):
        found.append(_words(HYPHEN.sub("", name)))
    if not name.isascii():
        found.append(_words(_in_latin(folding.folded(name))))
    if not name.isupper() and INITIALS.search(name):
        found.append(_words(INITIALS.sub(lambda initials: " ".join(initials[0]), name)))
    return _distinct(found)


def _in_latin(folded: str) -> str:
    return folded if folded.isascii() else in_latin.transliterate(folded.translate(CYRILLIC))


def _distinct(found: list[tuple[str, ...]]) -> list[list[str]]:
    return [list(words) for words in dict.fromkeys(found) if words]


@lru_cache(maxsize=1_000)
def _words(name: str) -> tuple[str, ...]:
    family, _, given = folding.folded(name).partition(",")
    apart = _apart(f"{given} {family}")
    words = [each for each in apart if not AROUND.fullmatch(each)] or apart
    return tuple(map(_with_letters, words))


def _apart(text: str) -> list[str]:
    """Return the words of ``text``, with signs that replace letters unless they end a word."""
    apart = ASCII_WORD.findall(text) if text.isascii() else folding.words(text, keep=SIGNS)
    found = (word.rstrip(SIGNS) for word in apart)
    return [word for word in found if word]


def _with_letters(word: str) -> str:
    has_letters = not word.isalpha() and any(map(str.isalpha, word))
    return word.translate(STAND_INS) if has_letters else word


@lru_cache(maxsize=10_000)
def skeleton(word: str) -> str:
    """Return the skeleton of UTS #39, which is the same for words that look alike.

    It does not relate i and l, but the capital I looks like an l.
    """
    return checker.getSkeleton(0, word).casefold().replace("i", "l")


@lru_cache(maxsize=10_000)
def _looks_like(char: str) -> str:
    return char if char.isascii() else checker.getSkeleton(0, char)
