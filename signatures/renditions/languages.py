"""One statement in several languages: the address of each wording, and the switch between them."""

import dataclasses
from urllib.parse import urlencode

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse

from signatures.models import Statement, TextVersion


@dataclasses.dataclass(frozen=True)
class Choice:
    """A language to read in: its code, its own name, and where. ``is_own``: the statement's."""

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
    """Return the languages there are, the statement's own first; [] when it is the only one.

    ``text`` comes from ``TextVersion.objects.current_first()``.
    """
    own = text.statement.language
    codes = sorted({*text.languages}, key=lambda code: (code != own, name(code)))
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
    """Return where ``statement`` is read in ``language``: its own needs no parameter."""
    query = {"language": language} if language != statement.language else {}
    query |= {"invitation": invitation} if invitation else {}
    return _with(query, statement.get_absolute_url())


def card_path(text: TextVersion) -> str:
    """Return where the share card with these words is."""
    query = {"language": text.language} if text.language != text.statement.language else {}
    return _with(query, reverse("card", args=[text.statement.slug]))


def _with(query: dict[str, str], path: str) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def name(language: str) -> str:
    """Return what a language calls itself."""
    return LANG_INFO[language]["name_local"]


def direction(language: str) -> str:
    """Return "rtl" or "ltr", for what is known to be in ``language``."""
    return "rtl" if LANG_INFO[language]["bidi"] else "ltr"
