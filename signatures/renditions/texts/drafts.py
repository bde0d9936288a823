"""Versions of a statement's text for editors: the saved ones, and a preview of the next."""

import dataclasses
from collections.abc import Iterable, Mapping

from signatures.models import StatementLink, TextVersion
from signatures.renditions import languages, links
from signatures.renditions.texts import letter
from signatures.renditions.texts.versions import Version


@dataclasses.dataclass(frozen=True)
class Preview:
    """A text as the public page would show it; ``version`` has the changes it would make."""

    text: TextVersion
    letter: letter.Letter
    is_sentence: bool
    links: list[links.Row]
    version: Version


def preview(
    text: TextVersion,
    *,
    before: TextVersion | None = None,
    beside: Iterable[StatementLink] = (),
) -> Preview:
    """Return the preview of ``text``, with the links ``beside`` it, after the text ``before``."""
    return Preview(
        text=text,
        letter=letter.draft(text.text),
        is_sentence=letter.is_sentence(text.text),
        links=links.rows(beside),
        version=Version(text=text, signatures=0, is_current=True, before=before),
    )


@dataclasses.dataclass(frozen=True)
class Row:
    """One version in the editors' list; ``before`` is the label of the one before it, or ""."""

    text: TextVersion
    label: str
    language: str
    is_current: bool
    signatures: int
    before: str


def rows(texts: list[TextVersion], signatures: Mapping[int, int]) -> list[Row]:
    """Return a row for each of ``texts``, which come from ``TextVersion.objects.history()``."""
    newest: set[str] = set()
    found = []
    for text in texts:
        before = next((each for each in texts if _follows(text, each)), None)
        found.append(
            Row(
                text=text,
                label=text.label,
                language=languages.name(text.language),
                is_current=text.language not in newest,
                signatures=signatures.get(text.pk, 0),
                before=before.label if before else "",
            )
        )
        newest.add(text.language)
    return found


def _follows(text: TextVersion, other: TextVersion) -> bool:
    return (other.language, other.number) == (text.language, text.number - 1)
