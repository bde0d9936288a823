"""How a signature is found: the folded words a search meets, and its place among names."""

from icu import Collator, Locale

from signatures.text.folding import folded

# Root collation of CLDR: the Unicode Collation Algorithm without the customs of one language.
collator = Collator.createInstance(Locale("root"))

MOST_WORDS = 10
LAST = b"\xff"  # sorts after every name: those whose name is withheld


def search_text(name: str, credit: str) -> str:
    """Return what a search looks through: ``name`` and ``credit``, folded.

    ``"Björn Ulvaeus", "Composer"`` becomes ``" bjorn ulvaeus composer"``: every word has a
    space before it, and is found by that where it begins. Give only what the
    public may see: whoever can be found by a hidden word is given away by it.
    """
    text = folded(f"{name} {credit}")
    return f" {text}" if text else ""


def words(typed: str) -> list[str]:
    """Return the words to search for: folded, at most MOST_WORDS, each with a letter or digit.

    ``words("Björn & Benny")`` is ``["bjorn", "benny"]``.
    """
    apart = folded(typed).split()
    return [word for word in apart if any(map(str.isalnum, word))][:MOST_WORDS]


def sort_key(name: str) -> bytes:
    """Return bytes whose order is that of names (UTS #10); an empty ``name`` comes last."""
    return collator.getSortKey(name) if name else LAST
