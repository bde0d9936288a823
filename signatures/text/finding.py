"""Search text and sort keys of signatures on the public list."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from icu import Collator, Locale

from signatures.text.folding import folded

# Root collation of CLDR: the Unicode Collation Algorithm without rules of one language.
collator = Collator.createInstance(Locale("root"))

MOST_WORDS = 10
LAST = b"\xff"  # sorts after every name, for withheld names


# Letters that people write as two where keyboards lack them.
DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"}
SPECIAL = re.compile(f"[{''.join(DIGRAPHS)}]")
MOST_SPECIAL = 3  # letters of one word that are written either way
# Letters of names without a space between family name and given name.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]{2,}")
SIGN = re.compile(r"[\W_]+")
THREE = re.compile(r"[^\W_]{3}")


def search_text(name: str, credit: str) -> str:
    """Return the text to search: ``name`` and ``credit``, folded, and other forms of their words.

    ``"Björn Ulvaeus", "Composer"`` becomes ``" bjorn ulvaeus composer bjoern"``: a space before
    every word lets a search match the beginning of a word. Pass only what the public may see: a
    match on a hidden word would reveal it.
    """
    text = folded_text(name, credit)
    return text + "".join(f" {each}" for each in _further(f"{name} {credit}", text))


def folded_text(name: str, credit: str) -> str:
    """Return ``name`` and ``credit``, folded, with a space before every word."""
    text = folded(f"{name} {credit}")
    return f" {text}" if text else ""


def spellings(word: str) -> list[str]:
    """Return the folded ``word`` first, then with two letters for some or all special ones.

    ``"Müller"`` becomes ``["muller", "mueller"]``.
    """
    small = unicodedata.normalize("NFC", word).lower()
    if not SPECIAL.search(small):
        return [folded(word)]
    special = SPECIAL.findall(small)
    either: list[tuple[str, ...]] = [
        (letter, DIGRAPHS[letter]) for letter in special[:MOST_SPECIAL]
    ]
    either += [(letter,) for letter in special[MOST_SPECIAL:]]
    between = SPECIAL.split(small)
    found = (
        "".join(part + letter for part, letter in zip(between, (*chosen, ""), strict=True))
        for chosen in product(*either)
    )
    return list(dict.fromkeys(map(folded, found)))


def _further(typed: str, text: str) -> list[str]:
    """Return words that a search should find too, without those that ``text`` begins with.

    They are the short parts of a word after a hyphen or a bracket, given names at the end of
    unspaced names, and words with special letters in their other spellings.
    """
    found: dict[str, None] = {}
    if SIGN.search(text.replace(" ", "")) or UNSPACED.search(text):
        found |= dict.fromkeys(part for word in text.split() for part in _short_parts(word))
    if SPECIAL.search(typed.lower()):
        found |= dict.fromkeys(each for word in typed.split() for each in spellings(word)[1:])
    return [each for each in found if each]


def _short_parts(word: str) -> Iterator[str]:
    """Yield parts of ``word`` that a search finds only where a word begins."""
    inside = SIGN.split(word)
    yield from (part for part in inside if part and part != word and not THREE.search(part))
    for run in UNSPACED.findall(word):
        yield from (run[-letters:] for letters in (1, 2) if letters < len(run))


def words(typed: str) -> list[str]:
    """Return the words to search for: folded, at most MOST_WORDS, each with a letter or digit.

    ``words("Björn & Benny")`` is ``["bjorn", "benny"]``.
    """
    return [first for first, *_others in alternatives(typed)]


def alternatives(typed: str) -> list[list[str]]:
    """Return the words to search for, each with its other spellings: one of them has to be there.

    ``alternatives("Müller")`` is ``[["muller", "mueller"]]``.
    """
    found = []
    for word in typed.split():
        first, *others = (each.split() for each in spellings(word))
        # Folding can divide a word, and then it has no other spelling.
        found += [first + sum(others, [])] if len(first) == 1 else [[part] for part in first]
    return [each for each in found if any(map(str.isalnum, each[0]))][:MOST_WORDS]


def sort_key(name: str, family_name: str = "") -> bytes:
    """Return bytes that sort as names do (UTS #10); an empty ``name`` comes last.

    With a ``family_name``, the name sorts by it first.
    """
    return collator.getSortKey(f"{family_name} {name}".lstrip()) if name else LAST


def is_part(family_name: str, name: str) -> bool:
    """Return whether ``name`` has ``family_name`` in it, so that no one sorts by other words."""
    return folded(family_name) in folded(name)
