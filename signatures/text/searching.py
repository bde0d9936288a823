"""Search terms of organizers as patterns for PostgreSQL's LIKE."""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from signatures.text.finding import DIGRAPHS, spellings
from signatures.text.folding import folded

THREE = re.compile(r"[^\W_]{3}")
# Two letters that may stand for a special one, and what folding makes of that.
SIMPLE = {two: folded(letter) for letter, two in DIGRAPHS.items()}
TWO = re.compile(f"({'|'.join(SIMPLE)})")
# Folding makes one letter of each of these. So a name of them has a known place in search texts.
# A letter taken out of here needs a migration that fills ``desk_text`` of names with it.
PLAIN = "!-&(-_a-~\u00c0-\u00c5\u00c7-\u00dd\u00e0-\u00e5\u00e7-\u00fd\u00ff-\u012f\u0131"
PLAIN += "\u0134-\u013e\u0141-\u0151\u0154-\u017f\u1e00-\u1e9d\u1e9f-\u1eff"  # Latin
PLAIN += "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u0481\u048a-\u052f"  # Greek, Cyrillic
PLAIN += "\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u0671-\u0674\u0679-\u06d3"  # Hebrew, Arabic
PLAIN += "\u2010\u2013\u2014\u201c-\u201e\u00ab\u00bb"  # dashes, quotation marks
PLAIN += "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
NOT_PLAIN = f"[^ {PLAIN}]|^ |  | $"  # a regular expression of Python and of PostgreSQL
MOST_TWO = 3  # pairs of letters of one word that are read either way


class Other(NamedTuple):
    """Another way to find a word: the field matches ``field``, the public search text ``text``.

    If ``text`` is "", the field alone decides.
    """

    field: str
    text: str = ""


class Pattern(NamedTuple):
    """A pattern in two forms, and the other ways to find the same word.

    ``exact`` matches one whole text with a space before it, ``within`` a longer text around it.
    """

    exact: str
    within: str
    others: tuple[Other, ...] = ()


def patterns(typed: str) -> list[Pattern]:
    """Return the patterns for ``typed``. A text is found if it matches all of them.

    ``*`` matches any letters. With it, the whole text has to match. Without it, the text has
    to contain every word: a word with three letters in a row may be anywhere, a shorter one
    only where a word begins. Words are found as the public search finds them: "Mueller" finds
    Müller, and "Müller" finds Mueller.
    """
    text = folded(typed)
    if "*" in text:
        whole = like(f" {text}")
        return [Pattern(whole, f"%{whole}%")]
    return [each for word in typed.split() for each in _of_word(word)]


def like(text: str) -> str:
    """Return a LIKE pattern in which only ``*`` is special and matches any letters."""
    return re.sub(r"([\\%_])", r"\\\1", text).replace("*", "%")


def _of_word(word: str) -> Iterator[Pattern]:
    first, *further = spellings(word)
    parts = first.split()
    for part in parts:
        # Folding can divide a word, and then it has no other spelling.
        spelled = [Other(_contained(each)) for each in further] if len(parts) == 1 else []
        stored = [Other(f"%{like(each)}%", _contained(part)) for each in _simplified(part)]
        pattern = _contained(part)
        yield Pattern(pattern, pattern, (*spelled, *stored))


def _simplified(word: str) -> list[str]:
    """Return the spellings that a name may have whose search text has ``word`` as another form.

    They are those with a special letter for two letters, and for a short word or an unspaced
    name the word itself, which stands inside a longer one.
    """
    inside = [] if THREE.search(word) else [word]
    parts = TWO.split(word)
    pairs = parts[1::2][:MOST_TWO]
    if not pairs:
        return inside
    before, rest = parts[0 : 2 * len(pairs) : 2], "".join(parts[2 * len(pairs) :])
    found = [
        "".join(part + letters for part, letters in zip(before, chosen, strict=True)) + rest
        for chosen in product(*((two, SIMPLE[two]) for two in pairs))
    ]
    return [*inside, *(each for each in found if each != word)]


def _contained(word: str) -> str:
    return f"%{like(word if THREE.search(word) else f' {word}')}%"
