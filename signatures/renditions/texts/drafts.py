"""What editors see of a statement's wordings: those there are, and the one being typed."""

import dataclasses
from collections.abc import Iterable, Mapping

from signatures.models import StatementLink, TextVersion
from signatures.renditions import languages, links
from signatures.renditions.texts import letter
from signatures.renditions.texts.versions import Version


@dataclasses.dataclass(frozen=True)
class Preview:
    """A wording as the public page would show it; ``version`` tells what it would change."""

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
    """Return ``text`` as a page, with the links ``beside`` it; ``before`` is what it follows."""
    return Preview(
        text=text,
        letter=letter.draft(text.text),
        is_sentence=letter.is_sentence(text.text),
        links=links.rows(beside),
        version=Version(text=text, signatures=0, is_current=True, before=before),
    )


@dataclasses.dataclass(frozen=True)
class Row:
    """One wording in the list of all; ``before`` is the label of the one it followed, or ""."""

    text: TextVersion
    label: str
    language: str
    is_current: bool
    signatures: int
    before: str


def rows(texts: list[TextVersion], signatures: Mapping[int, int]) -> list[Row]:
    """Turn ``texts``, from ``TextVersion.objects.history()``, into what the list shows."""
    newest: set[str] = set()
    found = []
    for text in texts:
        before = next((each for each in texts if _follows(text, each)), None)
        found.append(
            Row(
                text=text,
                label=_label(text),
                language=languages.name(text.language),
                is_current=text.language not in newest,
                signatures=signatures.get(text.pk, 0),
                before=_label(before) if before else "",
            )
        )
        newest.add(text.language)
    return found


def _follows(text: TextVersion, other: TextVersion) -> bool:
    return (other.language, other.number) == (text.language, text.number - 1)


def _label(text: TextVersion) -> str:
    return f"{text.language}-{text.number}"
