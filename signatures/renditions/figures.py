"""How many signed, and how that number is made up."""

import dataclasses
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext

from signatures.renditions.texts import wordings
from signatures.renditions.texts.partner_totals import Total
from signatures.renditions.texts.wordings import Wording, Wordings


class Line(NamedTuple):
    """One line of the sum: what it counts, its number, and "", "+", "-" or "=" before it."""

    label: str
    number: int
    sign: str = ""

    @property
    def shown(self) -> str:
        sign = {"+": "+ ", "-": "\N{MINUS SIGN} ", "=": "= "}.get(self.sign, "")
        return f"{sign}{intcomma(self.number)}"


@dataclasses.dataclass(frozen=True)
class Figures:
    """The public figures of a statement. ``added`` are names that organizers added.

    ``email`` and ``guild`` count published signatures by their strongest proof. Of all these
    signatures and names, ``counted_only`` are not on the list, and ``earlier_wording`` were
    given to another wording than the current one. ``wordings`` has their number for each wording,
    newest first, and ``signed`` the id, language and number of each text version that is named
    beside signatures to it. ``partners`` are totals that others collected; no number has them.
    """

    email: int = 0
    guild: int = 0
    added: int = 0
    counted_only: int = 0
    earlier_wording: int = 0
    withdrawn: int = 0
    rejected: int = 0
    organizations: int = 0
    wordings: tuple[Wording, ...] = dataclasses.field(default=(), compare=False)
    signed: tuple[tuple[int, str, int], ...] = dataclasses.field(default=(), compare=False)
    partners: tuple[Total, ...] = dataclasses.field(default=(), compare=False)

    @property
    def mixed(self) -> str:
        """How many signed which wording, in words; "" if no one signed an earlier one.

        It stands beside every number that counts signatures to several wordings.
        """
        return wordings.sentence(self.wordings)

    def by_wording(self, own: str) -> Wordings:
        """Return the wordings; ``own`` is the language of the statement."""
        return wordings.wordings(self.wordings, self.signed, own)

    @property
    def signatories(self) -> int:
        """The number of verified signatures: the large number on every page."""
        return self.email + self.guild

    @property
    def published(self) -> int:
        return self.signatories + self.added

    @property
    def listed(self) -> int:
        """The number of entries on the list, those without a name included."""
        return self.published - self.counted_only

    def as_json(self) -> dict[str, int]:
        """Return every figure by name. They add up as ``sum_lines`` does."""
        return {
            "signatories": self.signatories,
            **{name: getattr(self, name) for name in NUMBERS},
            "listed": self.listed,
        }

    def sum_lines(self) -> list[Line]:
        """Return how the number is made up, from the kinds of proof to the length of the list."""
        return [
            Line(gettext("Verified by e-mail"), self.email),
            Line(gettext("Verified by a guild"), self.guild, "+"),
            Line(gettext("Verified signatories"), self.signatories, "="),
            Line(gettext("Added by the campaign team, not confirmed"), self.added, "+"),
            Line(gettext("Only counted, not on the list"), self.counted_only, "-"),
            Line(gettext("On the list, with or without a name"), self.listed, "="),
        ]

    def other_lines(self) -> list[Line]:
        """Return what the sum does not show: earlier wordings, and what is not counted."""
        return [
            Line(gettext("Given to an earlier wording, and included above"), self.earlier_wording),
            Line(gettext("Withdrawn, not counted"), self.withdrawn),
            Line(gettext("Removed or not accepted, not counted"), self.rejected),
        ]

    @property
    def heading(self) -> str:
        """The number of verified signatures in words."""
        words = ngettext(
            "%(number)s verified signatory", "%(number)s verified signatories", self.signatories
        )
        return words % {"number": intcomma(self.signatories)}

    @property
    def made_up(self) -> str:
        """How the number is made up, in one line, and how many signed which wording."""
        lines = [*self.sum_lines(), *self.other_lines()]
        told = gettext("How this number is made up: %(lines)s.")
        told %= {"lines": "; ".join(f"{each.label}: {each.shown}" for each in lines)}
        return f"{told} {self.mixed}." if self.mixed else told


NUMBERS = [each.name for each in dataclasses.fields(Figures) if each.compare]
