"""Keys of names, by which the database finds the watched names that another name may resemble.

``watched_keys`` of a name on the watch list are stored; ``signed_keys`` are those of the name of
a signature. Names that share a key are compared by ``likeness``. Keys are never shown. If you
change how they are made, the next ``migrate`` makes the stored ones again.
"""

from itertools import permutations

from signatures.text.watched_names import spellings
from signatures.text.watched_names.sounds import consonants
from signatures.text.watched_names.spellings import skeleton

NEAR = "~"  # begins keys by sound; no other key has it
# Ends keys with an initial, by whether it is in the watched name or in the signed one.
INITIAL = {False: ".", True: ":"}
MOST_COMPARED = 5  # words of a name that are compared in pairs


def watched_keys(name: str) -> set[str]:
    """Return all keys of a watched ``name``."""
    keys = seen_keys(name, watched=True)
    for words in spellings.all_of(name):
        keys |= _pairs(words, watched=True).union(*map(_together, joined(words)))
    return keys


def signed_keys(name: str) -> set[str]:
    """Return the keys of the ``name`` of a signature, to compare with ``watched_keys``."""
    keys = seen_keys(name)
    for words in spellings.all_of(name):
        keys |= _pairs(words) | _together("".join(words))
    return keys


def seen_keys(name: str, *, watched: bool = False) -> set[str]:
    """Return keys that are equal only for names that look alike.

    They are all words, first and last word, and the words written together. For a ``watched``
    name also its initial and last word, so that "Ada Lovelace" matches "A. Lovelace".
    """
    keys = set()
    for words in spellings.as_seen(name):
        first, last = words[0], words[-1]
        keys |= {_sorted(words), _sorted(outer(words)), _joined(words)}
        if watched:
            keys.add(_joined([last, *words[:-1]]))
            if len(words) > 1 and has_initial(first):
                keys.add(_sorted([first[0], last]))
    return keys


def outer(words: list[str]) -> list[str]:
    """Return the first and the last of ``words``."""
    return [words[0], words[-1]] if len(words) > 1 else words


def joined(words: list[str]) -> list[str]:
    """Return ``words`` written together, beginning with any of the first few."""
    turns = range(min(len(words), MOST_COMPARED))
    return ["".join(words[at:] + words[:at]) for at in turns]


def has_initial(word: str) -> bool:
    """Return whether the first letter can stand for the word: only letters with capitals do."""
    return word[0] != word[0].upper()


def _sorted(words: list[str]) -> str:
    """Return a key that ignores word order: the sorted skeletons of the words."""
    return " ".join(sorted(skeleton(word) for word in words))


def _joined(words: list[str]) -> str:
    return skeleton("".join(words))


def _pairs(words: list[str], *, watched: bool = False) -> set[str]:
    """Return keys of two words each: the consonants of one, and how the other begins.

    One of them is right in every name with a few typos, in any order of its words. The fewer
    consonants the one has, the more of the other is in the key, so that few names share it.
    An initial is found by the name of the other side, which has a key for it.
    """
    outside = words if len(words) <= MOST_COMPARED else [*words[: MOST_COMPARED - 2], *words[-2:]]
    keys = set()
    for one, other in permutations(outside, 2):
        begins, has = consonants(other[0]), consonants(one)
        shortened = _shortened(has)
        if len(one) > 1 < len(other):
            keys |= {f"{NEAR}{part}|{_beginning(other, len(part))}" for part in shortened}
        if len(other) == 1:
            keys |= {f"{NEAR}{part}|{begins}{INITIAL[watched]}" for part in shortened}
        parts = shortened if watched else {has}
        keys |= {f"{NEAR}{part}|{begins}{INITIAL[not watched]}" for part in parts}
    return keys


def _beginning(word: str, part: int) -> str:
    """Return as much of the beginning of ``word`` as a key needs beside ``part`` consonants."""
    if part > 2:
        return consonants(word[0])
    return consonants(word)[:2] if part == 2 else consonants(word)


def _together(joined: str) -> set[str]:
    return {NEAR + part for part in _shortened(consonants(joined))}


def _shortened(text: str) -> set[str]:
    """Return ``text``, and ``text`` without one of its letters.

    Two texts with one wrong, missing or additional letter have one of these in common.
    """
    if len(text) < 2:
        return {text}
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}
