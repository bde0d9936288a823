"""Similarity of short texts by their letters. A person decides whether they mean the same."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from signatures.text import folding

ALIKE = 0.8  # share of common trigrams, 0 to 1, as PostgreSQL's pg_trgm counts them
SAME_WORD = 0.8  # ratio of difflib, 0 to 1: "exampel" and "example" have 0.86
DIGITS = re.compile(r"\d+")
MOST_COMPARED = 500  # texts, each compared with all others


def alike(one: str, other: str) -> bool:
    """Return whether two texts differ in little more than case, accents and punctuation."""
    bare = _bare(one), _bare(other)
    if not all(bare):
        return False
    return bare[0] == bare[1] or _is_near(*bare, *map(_trigrams, bare))


def all_alike(texts: Sequence[str]) -> bool:
    """Return whether one of ``texts`` is like every other, as in ``groups``."""
    return any(all(alike(middle, each) for each in texts) for middle in texts)


def is_same_person(name: str, other: str) -> bool:
    """Return whether two names may be one person's: spelling, an initial, or one word differs.

    A surname alone is not enough: "Ada Example" and "Bo Example" are two people.
    """
    few, many = sorted((folding.words(name), folding.words(other)), key=len)
    if not few or "".join(few) == "".join(many):
        return bool(few)
    spelled = [any(_is_same_word(word, each) for each in many) for word in few]
    initials = [any(_is_initial(word, each) for each in many) for word in few]
    matched = all(map(max, spelled, initials))
    return any(spelled) and matched and len(many) - len(few) <= 1


def _is_same_word(word: str, other: str) -> bool:
    if 1 in (len(word), len(other)):
        return False
    return SequenceMatcher(None, word, other).ratio() >= SAME_WORD


def _is_initial(word: str, other: str) -> bool:
    return 1 in (len(word), len(other)) and word[0] == other[0]


def groups(texts: Iterable[str]) -> list[list[str]]:
    """Return groups of two or more similar ``texts``, in the order of the input.

    Pass the most frequent texts first: each group forms around its first text. Only the first
    MOST_COMPARED different ones are compared by trigrams.
    """
    by_bare: dict[str, list[str]] = {}
    for text in texts:
        if bare := _bare(text):
            by_bare.setdefault(bare, []).append(text)
    trigrams = {bare: _trigrams(bare) for bare in list(by_bare)[:MOST_COMPARED]}
    gathered: set[str] = set()
    found = []
    for bare, group in by_bare.items():
        if bare in gathered:
            continue
        for other in _near(bare, trigrams, gathered):
            gathered.add(other)
            group = group + by_bare[other]
        gathered.add(bare)
        if len(group) > 1:
            found.append(group)
    return found


def _near(bare: str, trigrams: dict[str, set[str]], gathered: set[str]) -> list[str]:
    mine = trigrams.get(bare, set())
    others = ((other, its) for other, its in trigrams.items() if other not in gathered)
    return [o for o, its in others if o != bare and _is_near(bare, o, mine, its)]


def _is_near(one: str, other: str, mine: set[str], its: set[str]) -> bool:
    """Return whether trigrams are similar and numbers equal: Local 11 is not Local 12."""
    return _similarity(mine, its) >= ALIKE and DIGITS.findall(one) == DIGITS.findall(other)


def _bare(text: str) -> str:
    return " ".join(folding.words(text))


def _trigrams(bare: str) -> set[str]:
    """Return all groups of three letters, with each word padded by two spaces before, one after."""
    padded = [f"  {word} " for word in bare.split()]
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def _similarity(one: set[str], other: set[str]) -> float:
    # Sets of very different size cannot be alike; this rules out most pairs early.
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)) or not one:
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
