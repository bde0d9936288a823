"""Form fields for dates with times in UTC, to the minute or, if typed, the second."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

YEARS = range(2000, 2101)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        if not isinstance(value, datetime):
            return value
        return value.isoformat(timespec="seconds" if value.second else "minutes")


class MomentField(forms.DateTimeField):
    """A date and time in UTC. A value typed with another zone is converted."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is None:
            return None
        if moment.year not in YEARS:
            message = gettext("Enter a year from %(first)s to %(last)s")
            years = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(message, code="year", params=years)
        return moment.astimezone(UTC)


def kept(typed: datetime | None, before: datetime | None) -> datetime | None:
    """Return ``before`` if ``typed`` differs by less than a second, otherwise ``typed``.

    So an unchanged field keeps the fraction of a second that the form does not show.
    """
    if typed and before and typed == before.replace(microsecond=0):
        return before
    return typed
