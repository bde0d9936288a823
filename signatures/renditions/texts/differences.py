"""Differences between two versions of a text, word by word, for people to read."""

import dataclasses
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

# A word with the space after it, or a single character in scripts that do not separate words
# by spaces (Thai, Lao, Khmer, Burmese, kana, Chinese characters).
ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
WORD = re.compile(rf"[{ALONE}]|[^\s{ALONE}]+[^\S\n]*|\s+")
# The time to compare grows with the product of both lengths. Above these limits a change is
# shown as a whole.
MOST_LINES = 2_000
MOST_WORDS = 1_200


@dataclasses.dataclass(frozen=True)
class Part:
    """Words in both versions (kind "same"), only in the old ("gone") or only in the new ("new")."""

    kind: str
    words: str


@dataclasses.dataclass(frozen=True)
class Passage:
    """The parts of paragraphs that changed, or the number of unchanged ones ``skipped``."""

    parts: tuple[Part, ...] = ()
    skipped: int = 0


@lru_cache(maxsize=64)
def between(old: str, new: str) -> list[Passage]:
    """Return the passages of two texts in order; [] if their words are the same.

    Empty lines and the number of spaces make no difference.
    """
    before, after = _lines(old), _lines(new)
    if before == after:
        return []
    if max(len(before), len(after)) > MOST_LINES:
        return [Passage(_whole("\n".join(before), "\n".join(after)))]
    return list(_passages(before, after))


def _passages(before: list[str], after: list[str]) -> Iterator[Passage]:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, start, end, new_start, new_end in steps:
        if kind == "equal":
            yield Passage(skipped=end - start)
        else:
            old, new = "\n".join(before[start:end]), "\n".join(after[new_start:new_end])
            yield Passage(_words(old, new))


def _words(old: str, new: str) -> tuple[Part, ...]:
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return _whole(old, new)
    parts: list[Part] = []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, start, end, new_start, new_end in steps:
        if kind == "equal":
            parts.append(Part("same", "".join(before[start:end])))
        else:
            parts += _whole("".join(before[start:end]), "".join(after[new_start:new_end]))
    return tuple(parts)


def _whole(old: str, new: str) -> tuple[Part, ...]:
    both = (Part("gone", old), Part("new", new))
    return tuple(part for part in both if part.words)


def _lines(text: str) -> list[str]:
    """Return the lines of ``text`` that are not empty, with one space between words."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]
