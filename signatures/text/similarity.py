"""Which of many short texts mean the same, as far as letters tell: a person decides."""

import re
from collections.abc import Iterable, Sequence

from signatures.text import folding

ALIKE = 0.8  # of 1: shared trigrams, as PostgreSQL's pg_trgm counts them
DIGITS = re.compile(r"\d+")
MOST_COMPARED = 500  # texts; each is compared with each


def alike(one: str, other: str) -> bool:
    """Say whether two texts differ in case, accents, punctuation and spaces, or in little more."""
    bare = _bare(one), _bare(other)
    if not all(bare):
        return False
    return bare[0] == bare[1] or _is_near(*bare, *map(_trigrams, bare))


def all_alike(texts: Sequence[str]) -> bool:
    """Say whether one of ``texts`` is like each of the others, as in the groups below."""
    return any(all(alike(middle, each) for each in texts) for middle in texts)


def groups(texts: Iterable[str]) -> list[list[str]]:
    """Return groups of two or more of ``texts`` that mean the same, in the order they come in.

    Give the most frequent first: what is like it gathers around it. Only the first
    MOST_COMPARED different ones are compared letter by letter.
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
    """Say whether letters are alike; Local 11 and Local 12 are two, however long their names."""
    return _similarity(mine, its) >= ALIKE and DIGITS.findall(one) == DIGITS.findall(other)


def _bare(text: str) -> str:
    return " ".join(folding.words(text))


def _trigrams(bare: str) -> set[str]:
    """Three letters in a row, two spaces before each word and one after it counting as letters."""
    padded = [f"  {word} " for word in bare.split()]
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def _similarity(one: set[str], other: set[str]) -> float:
    # Sets too different in size cannot be alike; most pairs end here.
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)) or not one:
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
