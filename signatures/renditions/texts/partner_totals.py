"""Totals of signatures that partners collected, in words. No figure of the site contains them."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from signatures.models import PartnerTotal

Way = PartnerTotal.Way


class Total(NamedTuple):
    """A number that a partner states: how it was collected, by whom, its date and its source."""

    number: int
    way: str
    collected_by: str
    as_of: date
    source: str
    url: str

    @property
    def heading(self) -> str:
        """Return the number, how and by whom it was collected, and its date."""
        values = {
            "number": intcomma(self.number),
            "partner": self.collected_by,
            "day": date_format(self.as_of, "j F Y"),
        }
        if self.way == Way.PAPER:
            return (
                ngettext(
                    "%(number)s signature collected on paper by %(partner)s, as of %(day)s",
                    "%(number)s signatures collected on paper by %(partner)s, as of %(day)s",
                    self.number,
                )
                % values
            )
        return (
            ngettext(
                "%(number)s signature collected on another website by %(partner)s, as of %(day)s",
                "%(number)s signatures collected on another website by %(partner)s, as of %(day)s",
                self.number,
            )
            % values
        )

    @property
    def sentence(self) -> str:
        """Return all of it in one line, for files."""
        told = gettext(
            "%(total)s. We have not verified them, and none of our numbers include them."
            " Source: %(source)s"
        )
        source = f"{self.source} {self.url}".strip()
        return told % {"total": self.heading, "source": source}

    def as_json(self) -> dict[str, object]:
        return {**self._asdict(), "as_of": self.as_of.isoformat(), "verified": False}


def read(stored: list[dict[str, Any]]) -> tuple[Total, ...]:
    """Return totals from rows that the database returned as JSON, the largest first."""
    found = [Total(**{**each, "as_of": date.fromisoformat(each["as_of"])}) for each in stored]
    return tuple(sorted(found, key=lambda each: (-each.number, each.collected_by)))
