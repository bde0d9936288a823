"""Hiding of small counts of members, so that a count reveals no one's signature.

A guild knows to whom it sent each code and each invitation. An exact small number, or one that
changes by one, would tell its officers who signed. Every such number is decided here.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

SMALL = 5  # counts below this look the same

Key = TypeVar("Key")


class Count(NamedTuple):
    """A count that may be shown: ``least`` is at most the true number, and equal if exact."""

    least: int
    is_exact: bool = True

    @property
    def is_small(self) -> bool:
        return not self.is_exact and not self.least

    def is_more_than(self, most: int | None) -> bool:
        """Return whether the number is above ``most``, as far as what is shown tells."""
        return bool(most) and self.least > (most or 0)

    def __str__(self) -> str:
        if self.is_small:
            return gettext("fewer than %d") % SMALL
        number = intcomma(self.least)
        return number if self.is_exact else gettext("%s or more") % number


def hide_small(number: int) -> Count:
    """Return ``number`` itself, or "fewer than 5"."""
    return Count(number) if number >= SMALL else Count(0, is_exact=False)


def hide_small_parts(parts: Mapping[Key, int]) -> dict[Key, Count]:
    """Return ``parts`` of a total that everyone knows, with the small ones hidden.

    If the hidden parts add up to less than SMALL, subtracting the others from the total would
    reveal them. Then the smallest other part becomes "n or more", the same for any hidden parts.
    """
    shown = {key: hide_small(number) for key, number in parts.items()}
    hidden = sum(number for number in parts.values() if 0 < number < SMALL)
    known = [key for key, count in shown.items() if count.is_exact]
    if 0 < hidden < SMALL and known:
        smallest = min(known, key=lambda key: parts[key])
        shown[smallest] = Count(max(1, parts[smallest] + hidden - SMALL + 1), is_exact=False)
    return shown


def hide_used(number: int, *, of: int) -> str:
    """Return roughly how many of ``of`` codes were used: never few, nearly all, or exact.

    The number grows in steps of SMALL, so that one more code rarely shows. For fewer than twice
    SMALL codes it is "too few to tell".
    """
    if of < 2 * SMALL:
        return gettext("too few to tell")
    told = min(number, of - SMALL + 1) if number >= SMALL else 0
    return str(Count(told - told % SMALL, is_exact=False))
