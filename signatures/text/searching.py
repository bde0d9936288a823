"""What organizers type to find somebody, as PostgreSQL's LIKE compares it."""

import re
from typing import NamedTuple

from signatures.text.folding import folded

THREE = re.compile(r"[^\W_]{3}")


class Pattern(NamedTuple):
    """``exact`` is for one text with a space before it, ``within`` for a text that holds it."""

    exact: str
    within: str


def patterns(typed: str) -> list[Pattern]:
    """Return what all has to match for a text to be found by ``typed``.

    ``*`` stands for any letters, and then the text has to match from its beginning to its
    end. Without one every word has to be in it: three letters in a row are found anywhere,
    fewer only where a word begins.
    """
    text = folded(typed)
    if "*" in text:
        whole = like(f" {text}")
        return [Pattern(whole, f"%{whole}%")]
    apart = (f"%{like(_begun(word))}%" for word in text.split())
    return [Pattern(each, each) for each in apart]


def like(text: str) -> str:
    """Return a pattern of LIKE: ``*`` is any letters, and nothing else is special."""
    return re.sub(r"([\\%_])", r"\\\1", text).replace("*", "%")


def _begun(word: str) -> str:
    return word if THREE.search(word) else f" {word}"
