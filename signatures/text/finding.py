"""Search text and sort keys of signatures on the public list."""

from icu import Collator, Locale

from signatures.text.folding import folded

# Root collation of CLDR: the Unicode Collation Algorithm without rules of one language.
collator = Collator.createInstance(Locale("root"))

MOST_WORDS = 10
LAST = b"\xff"  # sorts after every name, for withheld names


def search_text(name: str, credit: str) -> str:
    """Return the text to search: ``name`` and ``credit``, folded.

    ``"Björn Ulvaeus", "Composer"`` becomes ``" bjorn ulvaeus composer"``: a space before every
    word lets a search match the beginning of a word. Pass only what the public may see: a
    match on a hidden word would reveal it.
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
    """Return bytes that sort as names do (UTS #10); an empty ``name`` comes last."""
    return collator.getSortKey(name) if name else LAST
