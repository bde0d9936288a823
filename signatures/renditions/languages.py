"""Languages of a statement: the address of each translation, and the switch between them."""

import dataclasses
from urllib.parse import urlencode

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse

from signatures.models import Statement, TextVersion


@dataclasses.dataclass(frozen=True)
class Choice:
    """One language to read in. ``is_own`` is true for the statement's own language."""

    language: str
    path: str
    is_shown: bool
    is_own: bool

    @property
    def name(self) -> str:
        return name(self.language)

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path


def choices(text: TextVersion, invitation: str = "") -> list[Choice]:
    """Return the languages of a statement, its own first; [] if that is the only one.

    ``text`` comes from ``TextVersion.objects.current_first()``.
    """
    own = text.statement.language
    found: list[str] = text.languages  # type: ignore[attr-defined]  # current_first() adds it
    codes = sorted({*found}, key=lambda code: (code != own, name(code)))
    return [
        Choice(
            language=code,
            path=path(text.statement, code, invitation),
            is_shown=code == text.language,
            is_own=code == own,
        )
        for code in codes
        if len(codes) > 1
    ]


def path(statement: Statement, language: str, invitation: str = "") -> str:
    """Return the path of ``statement`` in ``language``; its own language needs no parameter."""
    query = {"language": language} if language != statement.language else {}
    query |= {"invitation": invitation} if invitation else {}
    return _with(query, statement.get_absolute_url())


def card_path(text: TextVersion) -> str:
    """Return the path of the share card in the language of ``text``."""
    query = {"language": text.language} if text.language != text.statement.language else {}
    return _with(query, reverse("card", args=[text.statement.slug]))


def _with(query: dict[str, str], path: str) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def name(language: str) -> str:
    """Return a language's own name."""
    return LANG_INFO[language]["name_local"]


def direction(language: str) -> str:
    """Return "rtl" or "ltr" for text that is known to be in ``language``."""
    return "rtl" if LANG_INFO[language]["bidi"] else "ltr"
