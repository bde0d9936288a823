"""Matching of names against the watch list, despite look-alike letters, order, initials or titles.

Each name has a set of keys: ``watched_keys`` for a name on the watch list, which are stored,
and ``signed_keys`` for the name of a signature. If they share a key, the names resemble each
other. Keys are never shown. If you change how they are made, recompute the stored ones.
"""

import re
from functools import lru_cache

from icu import SpoofChecker

from signatures.text import folding

checker = SpoofChecker()

# Digits and signs typed in place of letters. Unicode also treats 0 and 1 as look-alikes.
SIGNS = "@$!|"
STAND_INS = str.maketrans("013457" + SIGNS, "oleastasil")

# Words around a name that do not make it another name.
AROUND = re.compile(
    "dr|esq|ii|iii|iv|jr|junior|md|mr|mrs|ms|mx|official|phd|prof|real|senior|sir|sr|the"
)


def watched_keys(name: str) -> set[str]:
    """Return the keys of a watched ``name``: all words, first and last word, initial and last.

    "Ada Lovelace" also matches "A. Lovelace" and "LovelaceAda". A name of one word, such as
    "Sting", matches that word only.
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
    """Return the keys of the ``name`` of a signature, to compare with ``watched_keys``.

    "Ada K. Lovelace" is also compared as "Ada Lovelace", and "A. K. Lovelace" as
    "A. Lovelace". Adam Lovelace is not, because he has another first name.
    """
    keys = set()
    for words in _spellings(name):
        keys |= {_key(words), _key(_outer(words)), _joined(words)}
    return keys


def _spellings(name: str) -> list[list[str]]:
    """Return the folded words of the name: as typed, and as it looks to readers of Latin letters.

    The first folds case before look-alikes, the second after them, because only the capital
    Greek beta looks like a B.
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
    """Return the words of ``text``, with signs that replace letters unless they end a word."""
    found = (word.rstrip(SIGNS) for word in folding.words(text, keep=SIGNS))
    return [word for word in found if word]


def _with_letters(word: str) -> str:
    has_letters = any(map(str.isalpha, word))
    return word.translate(STAND_INS) if has_letters else word


def _outer(words: list[str]) -> list[str]:
    return [words[0], words[-1]] if len(words) > 1 else words


def _key(words: list[str]) -> str:
    """Return a key that ignores word order: the sorted skeletons of the words."""
    return " ".join(sorted(_skeleton(word) for word in words))


def _joined(words: list[str]) -> str:
    return _skeleton("".join(words))


@lru_cache(maxsize=10_000)
def _skeleton(word: str) -> str:
    """Return the skeleton of UTS #39, which is the same for words that look alike.

    It does not relate i and l, but the capital I looks like an l.
    """
    return checker.getSkeleton(0, word).casefold().replace("i", "l")


@lru_cache(maxsize=10_000)
def _looks_like(char: str) -> str:
    return char if char.isascii() else checker.getSkeleton(0, char)
