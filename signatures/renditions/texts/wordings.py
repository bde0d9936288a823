"""How many signed each wording of a statement, in words."""

import dataclasses
from collections import Counter
from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext


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
    """All wordings of a statement, newest first."""

    all: tuple[Wording, ...]

    @property
    def current(self) -> Wording | None:
        return self.all[0] if self.all else None

    @property
    def earlier(self) -> list[Wording]:
        """The earlier wordings that still have signatures, newest first."""
        return [each for each in self.all[1:] if each.signatures > 0]

    @property
    def total(self) -> int:
        return sum(each.signatures for each in self.all)

    @property
    def sentence(self) -> str:
        """How many signed which wording; "" if no signature is to an earlier one."""
        if not self.earlier or self.current is None:
            return ""
        total = ngettext("%(n)s signature: %(parts)s", "%(n)s signatures: %(parts)s", self.total)
        this = gettext("%(n)s to this wording") % {"n": intcomma(self.current.signatures)}
        parts = [this, *(_part(each) for each in self.earlier)]
        return total % {"n": intcomma(self.total), "parts": gettext(", ").join(parts)}


def named_apart(found: list[Wording]) -> Wordings:
    """Return ``found``, newest first, with those marked that share their day with another."""
    days = Counter(each.since for each in found)
    marked = [dataclasses.replace(each, shares_day=days[each.since] > 1) for each in found]
    return Wordings(tuple(sorted(marked, key=lambda each: -each.number)))


def _part(wording: Wording) -> str:
    words = gettext("%(n)s to %(wording)s")
    return words % {"n": intcomma(wording.signatures), "wording": wording.name}
