"""The forms a watched name comes in: other letters, another order, initials, a title before it.

A name has a set of keys. ``watched_keys`` are stored with a name on the watch list,
``signed_keys`` are those of a name that signs; one in common, and the second resembles the
first. Keys are compared, never shown. Change how they are made, and stored ones must be made
again.
"""

import re
from functools import lru_cache

from icu import SpoofChecker

from signatures.text import folding

checker = SpoofChecker()

# Digits and signs typed in place of letters; 0 and 1 are look-alikes to Unicode as well.
SIGNS = "@$!|"
STAND_INS = str.maketrans("013457" + SIGNS, "oleastasil")

# What one writes around a name without being somebody else.
AROUND = re.compile(
    "dr|esq|ii|iii|iv|jr|junior|md|mr|mrs|ms|mx|official|phd|prof|real|senior|sir|sr|the"
)


def watched_keys(name: str) -> set[str]:
    """Return what is stored of a watched ``name``: all of it, the outer words, an initial.

    "Ada Lovelace" is met by "A. Lovelace" and "LovelaceAda" too. A name of one word, as
    "Sting", is met by that word alone.
    """
    keys = set()
    for words in _spellings(name):
        first, last = words[0], words[-1]
        keys |= {_key(words), _key(_outer(words))}
        keys |= {_joined(words), _joined([last, *words[:-1]])}
        if len(words) > 1 and first[0] != first[0].upper():  # no initials without capitals
            keys.add(_key([first[0], last]))
    return keys


def signed_keys(name: str) -> set[str]:
    """Return what a ``name`` that signs may have in common with a watched one.

    "Ada K. Lovelace" is compared as "Ada Lovelace", and "A. K. Lovelace" as "A. Lovelace";
    Adam Lovelace is not, having a first name of his own.
    """
    keys = set()
    for words in _spellings(name):
        keys |= {_key(words), _key(_outer(words)), _joined(words)}
    return keys


def _spellings(name: str) -> list[list[str]]:
    """The name as words, folded: as it is, and as it looks to a reader of Latin letters.

    Case comes before look-alikes in one and after them in the other, because only the capital
    of a Greek beta is a B.
    """
    looks = "".join(map(_looks_like, name))
    both = [_words(each) for each in dict.fromkeys([name, looks])]
    return [words for words in both if words]


def _words(name: str) -> list[str]:
    family, _, given = folding.folded(name).partition(",")
    apart = _apart(f"{given} {family}")
    words = [each for each in apart if not AROUND.fullmatch(each)] or apart
    return [_with_letters(each) for each in words]


def _apart(text: str) -> list[str]:
    """The words of ``text`` with the signs that stand in for letters, unless they end a word."""
    found = (word.rstrip(SIGNS) for word in folding.words(text, keep=SIGNS))
    return [word for word in found if word]


def _with_letters(word: str) -> str:
    has_letters = any(map(str.isalpha, word))
    return word.translate(STAND_INS) if has_letters else word


def _outer(words: list[str]) -> list[str]:
    return [words[0], words[-1]] if len(words) > 1 else words


def _key(words: list[str]) -> str:
    """The words in any order: sorted, and as skeletons."""
    return " ".join(sorted(_skeleton(word) for word in words))


def _joined(words: list[str]) -> str:
    return _skeleton("".join(words))


@lru_cache(maxsize=10_000)
def _skeleton(word: str) -> str:
    """UTS #39's skeleton, in which words that look alike are the same word.

    A small i is none of its look-alikes, but in capitals it is drawn as an l.
    """
    return checker.getSkeleton(0, word).casefold().replace("i", "l")


@lru_cache(maxsize=10_000)
def _looks_like(char: str) -> str:
    return char if char.isascii() else checker.getSkeleton(0, char)
