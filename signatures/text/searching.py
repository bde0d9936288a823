"""Search terms of organizers as patterns for PostgreSQL's LIKE."""

import re
from typing import NamedTuple

from signatures.text.folding import folded

THREE = re.compile(r"[^\W_]{3}")


class Pattern(NamedTuple):
    """A pattern in two forms.

    ``exact`` matches one whole text with a space before it, ``within`` a longer text around it.
    """

    exact: str
    within: str


def patterns(typed: str) -> list[Pattern]:
    """Return the patterns for ``typed``. A text is found if it matches all of them.

    ``*`` matches any letters. With it, the whole text has to match. Without it, the text has
    to contain every word: a word with three letters in a row may be anywhere, a shorter one
    only where a word begins.
    """
    text = folded(typed)
    if "*" in text:
        whole = like(f" {text}")
        return [Pattern(whole, f"%{whole}%")]
    apart = (f"%{like(_begun(word))}%" for word in text.split())
    return [Pattern(each, each) for each in apart]


def like(text: str) -> str:
    """Return a LIKE pattern in which only ``*`` is special and matches any letters."""
    return re.sub(r"([\\%_])", r"\\\1", text).replace("*", "%")


def _begun(word: str) -> str:
    return word if THREE.search(word) else f" {word}"
