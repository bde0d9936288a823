"""How many signed each wording of a statement, in words."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from signatures.renditions import languages


@dataclasses.dataclass(frozen=True)
class Wording:
    """One wording of a statement: its number, its day, and how many published signatures it has.

    ``version`` is the number of its first text version in the statement's own language. The day
    alone names a wording, unless another has the same (``shares_day``).
    """

    number: int
    version: int
    since: date
    signatures: int
    is_current: bool
    shares_day: bool = False

    @property
    def name(self) -> str:
        """The wording in a sentence, such as "the wording of 3 March 2026"."""
        words = gettext("the wording of %(day)s")
        if self.shares_day:
            words = gettext("the wording of %(day)s (version %(version)s)")
        return words % {"day": date_format(self.since, "j F Y"), "version": self.version}


@dataclasses.dataclass(frozen=True)
class Wordings:
    """All wordings of a statement, newest first.

    ``versions`` names the text versions that have signatures, by id; empty if all signed the same
    version and it is still shown.
    """

    all: tuple[Wording, ...]
    versions: Mapping[int, str]

    @property
    def current(self) -> Wording | None:
        return self.all[0] if self.all else None

    @property
    def earlier(self) -> list[Wording]:
        """The earlier wordings that still have signatures, newest first."""
        return [each for each in self.all[1:] if each.signatures > 0]

    @property
    def to_earlier(self) -> int:
        """The number of published signatures to earlier wordings."""
        return sum(each.signatures for each in self.earlier)

    @property
    def shown(self) -> int | None:
        """The number of the wording whose signatures may stand under the text; None for all."""
        return self.current.number if self.current and self.earlier else None

    @property
    def total(self) -> int:
        return sum(each.signatures for each in self.all)

    @property
    def sentence(self) -> str:
        """How many signed which wording; "" if no signature is to an earlier one."""
        return sentence(self.all)


def newest_first(found: list[Wording]) -> tuple[Wording, ...]:
    """Return ``found``, newest first, with those marked that share their day with another."""
    days = Counter(each.since for each in found)
    marked = [dataclasses.replace(each, shares_day=days[each.since] > 1) for each in found]
    return tuple(sorted(marked, key=lambda each: -each.number))


def wordings(
    found: tuple[Wording, ...], signed: Iterable[tuple[int, str, int]], own: str
) -> Wordings:
    """Return ``found``, which are newest first, with the names of the text versions ``signed``.

    ``signed`` have an id, language and number. ``own`` is the statement's own language, which
    their names leave out.
    """
    named = {pk: version_name(language, number, own) for pk, language, number in signed}
    return Wordings(found, named)


def sentence(found: Sequence[Wording]) -> str:
    """Return how many signed each of ``found``, newest first; "" if only one was signed.

    The current wording is named even if no one has signed it.
    """
    earlier = [each for each in found[1:] if each.signatures > 0]
    if not earlier:
        return ""
    number = sum(each.signatures for each in found)
    total = ngettext("%(n)s signature: %(parts)s", "%(n)s signatures: %(parts)s", number)
    this = gettext("%(n)s to this wording") % {"n": intcomma(found[0].signatures)}
    parts = [this, *(_part(each) for each in earlier)]
    return total % {"n": intcomma(number), "parts": gettext(", ").join(parts)}


def version_name(language: str, number: int, own: str) -> str:
    """Return the name of a text version; with its language if that is not the statement's own."""
    if language == own:
        return gettext("Version %(number)s") % {"number": number}
    words = gettext("Version %(number)s, %(language)s")
    return words % {"number": number, "language": languages.name(language)}


def _part(wording: Wording) -> str:
    words = gettext("%(n)s to %(wording)s")
    return words % {"n": intcomma(wording.signatures), "wording": wording.name}
