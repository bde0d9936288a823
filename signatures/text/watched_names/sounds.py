"""Sounds of words in Latin letters: spellings that differ only by habit become equal.

Mueller, Müller and Muller are one, like Tschechow, Tchekhov and Chekhov, Yuri and Jurij.
"""

import re
from functools import lru_cache

# Letters for one sound, longest first, and what all of them become.
SPELLED = {
    "tsch": "k",
    "tch": "k",
    "sch": "s",
    "ch": "k",
    "ck": "k",
    "cz": "k",
    "kh": "k",
    "kw": "kv",
    "qu": "kv",
    "ku(?=[aeiou])": "kv",
    "ph": "f",
    "th": "t",
    "gh": "g",
    "sh": "s",
    "ts": "s",
    "tz": "s",
    "dj": "d",
    "ou": "u",
    "oo": "u",
    "ue": "u",
    "oe": "o",
    "ae": "a",
    "aa": "a",
    "ee": "i",
    "ie": "i",
    "ij": "i",
    "c(?=[eiy])": "s",
    "c": "k",
    "q": "k",
    "w": "v",
    "x": "ks",
    "y": "i",
    "j": "i",
    "z": "s",
    "(?<=.)h": "",
}
SPELLING = re.compile("|".join(f"({each})" for each in SPELLED))
SOUNDS = ["", *SPELLED.values()]
DOUBLED = re.compile(r"(.)\1+")
VOWELS = re.compile("[aeiou]")
SEMIVOWELS = re.compile("[aeiouvh]")

# Consonants that are easily taken for one another.
NEIGHBOURS = str.maketrans("bdghm", "ptkkn")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Return how a folded ``word`` sounds: "mueller", "muller" and "mûler" are "muler"."""
    return DOUBLED.sub(r"\1", _spelled(word))


@lru_cache(maxsize=50_000)
def consonants(word: str) -> str:
    """Return the consonants of a folded ``word``, with those that sound alike made equal.

    Most typos change one of them at most: "margret" and "margaret" are both "nrkrt".
    """
    one_each = word.replace("qu", "k").replace("x", "s")
    return VOWELS.sub("", _spelled(one_each)).translate(NEIGHBOURS)


def _spelled(word: str) -> str:
    return SPELLING.sub(lambda found: SOUNDS[found.lastindex or 0], word)


def unvowelled(word: str) -> str:
    """Return what Arabic or Hebrew letters would keep of a folded ``word``."""
    return DOUBLED.sub(r"\1", SEMIVOWELS.sub("", sound(word)).replace("i", ""))
