"""Names in the addressee and the byline of a letter, which others may misuse."""

import re

from signatures.text.watched_names.keys import watched_keys

LONGEST = 100  # characters, as many as a name has
MOST = 20  # names of one line, in case it is no line of names
PART = re.compile(r"[\n,;:()/|–—]|\s-\s|\s&\s|\band\b")
ARTICLE = re.compile(r"^(?:the|to|by|from)\s+", re.IGNORECASE)
WITHIN = {"van", "von", "der", "den", "de", "la", "le", "du", "di", "da", "dos", "del", "al", "bin"}
ENDS = (2, 3)  # words at the end of a line that may be a name after a title


def names_in(line: str) -> list[str]:
    """Return the names that ``line`` may have, each once, in their order.

    "President Ada Example, Tin Republic" has "President Ada Example", "Ada Example" and "Tin
    Republic". Without a list of all titles no one can tell where a name begins, so the last words
    of a part are watched too: a name too many is looked at once more, a missing one is published.
    """
    found: dict[str, None] = {}
    for part in PART.split(line):
        words = ARTICLE.sub("", " ".join(part.split())).split()
        found |= dict.fromkeys(filter(_is_name, [" ".join(words), *_ends(words)]))
    return list(found)[:MOST]


def _ends(words: list[str]) -> list[str]:
    """Return the last two and three words, as far as they are written like names.

    Not after an initial: "A. Example" would be the name of too many people.
    """
    ends = []
    for number in ENDS:
        last = words[-number:]
        has_first_name = len(last[0].strip(".")) > 1 if last else False
        if len(words) > number and has_first_name and all(map(_is_written_like_a_name, last)):
            ends.append(" ".join(last))
    return ends


def _is_name(words: str) -> bool:
    begins = words[:1]
    is_long = len(words) > LONGEST
    return begins.isalpha() and not _is_small(begins) and not is_long and bool(watched_keys(words))


def _is_written_like_a_name(word: str) -> bool:
    return word in WITHIN or (word[:1].isalpha() and not _is_small(word[:1]))


def _is_small(letter: str) -> bool:
    """Return whether ``letter`` has a capital form and is not it; not all scripts have capitals."""
    return letter != letter.upper()
