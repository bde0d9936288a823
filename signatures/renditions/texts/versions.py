"""Versions of a statement's text that the public could read or sign."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.models import TextVersion
from signatures.renditions import languages
from signatures.renditions.signatories import in_words
from signatures.renditions.texts import differences

Kind = TextVersion.Kind
KINDS: dict[str, str | Promise] = {
    Kind.CORRECTION: _(
        "A correction. Two members of the campaign team agreed that it says the same as the "
        "version before."
    ),
    Kind.NEW_WORDING: _("A new wording. Signatures to earlier wordings are listed apart."),
    Kind.TRANSLATION: _("A translation."),
}


@dataclasses.dataclass(frozen=True)
class Version:
    """One version, and the version before it in the same language, if there is one."""

    text: TextVersion
    signatures: int
    is_current: bool
    before: TextVersion | None
    is_confirmed: bool = False

    @property
    def kind(self) -> str:
        """The kind of version in a sentence; "" for a first one."""
        return str(KINDS.get(self.text.kind, ""))

    @property
    def language(self) -> str:
        return languages.name(self.text.language)

    @property
    def direction(self) -> str:
        return languages.direction(self.text.language)

    @property
    def written_on(self) -> str:
        return in_words(self.text.created_at)

    @property
    def heads(self) -> list[list[differences.Passage]]:
        """The changes in title, addressee, salutation and byline."""
        if not self.before:
            return []
        pairs = [
            (getattr(self.before, each), getattr(self.text, each))
            for each in ("title", "addressee", "salutation", "byline")
        ]
        return [differences.between(old, new) for old, new in pairs if old != new]

    @property
    def changes(self) -> list[differences.Passage]:
        return differences.between(self.before.text, self.text.text) if self.before else []


def shown(texts: Iterable[TextVersion], *, published_at: datetime) -> list[TextVersion]:
    """Return ``texts`` without drafts, which are private.

    A draft was replaced before publication and no one signed it. ``texts`` belong to one
    statement and come from ``TextVersion.objects.history()``.
    """
    found: list[TextVersion] = []
    for _language, group in groupby(texts, lambda text: text.language):
        replaced_at = None  # newest first
        for text in group:
            is_signed: bool = text.is_signed  # type: ignore[attr-defined]  # history() adds it
            if is_signed or replaced_at is None or replaced_at >= published_at:
                found.append(text)
            replaced_at = text.created_at
    return found


def versions(
    texts: list[TextVersion], signatures: Mapping[int, int], confirmed: Collection[int] = ()
) -> list[Version]:
    """Return the versions of ``texts`` (from ``shown``); ``signatures`` has numbers by text id.

    ``confirmed`` are the ids of translations that two organizers confirmed.
    """
    found: list[Version] = []
    for place, text in enumerate(texts):
        older = texts[place + 1] if place + 1 < len(texts) else None
        newer = texts[place - 1] if place else None
        found.append(
            Version(
                text=text,
                signatures=signatures.get(text.pk, 0),
                is_current=newer is None or newer.language != text.language,
                before=older if older and older.language == text.language else None,
                is_confirmed=text.pk in confirmed,
            )
        )
    return found
