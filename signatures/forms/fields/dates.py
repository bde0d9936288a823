"""Form fields for dates with times, as people usually write them, with a time zone if not UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from signatures.text.imports import dates

YEARS = range(2000, 2101)
# Hours from UTC of abbreviations that mean the same everywhere they are used.
ABBREVIATIONS = {"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}
ABBREVIATIONS |= {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
READ = {"UTC", "GMT", "Z", "AM", "PM"}  # what ``dates.read`` takes itself
ZONE = re.compile(
    r"^(?P<date>.*?\d(?:\s*[ap]\.?m\.?)?)[\s,(]+(?P<zone>[A-Za-z][A-Za-z_/ +-]*?)\)?$", re.I
)
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+", re.I)
AT = re.compile(r",?\s+at\s+", re.I)
HOUR_ALONE = re.compile(r"([\s,])(\d{1,2})\s*([ap])\.?m\.?\b", re.I)


class UTCDateTimeInput(forms.DateTimeInput):
    """A line of text, because the calendars of browsers accept neither words nor zones."""

    input_type = "text"

    def format_value(self, value: Any) -> str | None:
        if not isinstance(value, datetime):
            return value
        return in_words(value)


def in_words(moment: datetime) -> str:
    """Return ``moment`` as the site writes it, with seconds only if there are any."""
    utc = moment.astimezone(UTC)
    seconds = f"{utc:%H:%M:%S}" if utc.second else f"{utc:%H:%M}"
    return f"{utc.day} {utc:%B %Y}, {seconds} UTC"


class UTCDateTimeField(forms.DateTimeField):
    """A date and time in UTC. A value typed with another zone is converted."""

    widget = UTCDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = value if isinstance(value, datetime) else read(str(value))
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if moment.year not in YEARS:
            message = gettext("Enter a year from %(first)s to %(last)s")
            years = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(message, code="year", params=years)
        return moment.astimezone(UTC)


def read(typed: str) -> datetime | None:
    """Return the time that ``typed`` says, None if it says none.

    Raises ValidationError for a date with two readings, and for an unknown time zone.
    "2 September 2026, 2:05 pm Berlin", "2026-09-02 14:05 +02:00" and "2.9.2026 14:05" are read;
    3/4/2026 is not, because it may be in March or in April.
    """
    text = AT.sub(" ", WEEKDAY.sub("", typed.strip()))
    text = HOUR_ALONE.sub(r"\1\2:00 \3m", text)
    zone: tzinfo = UTC
    found = ZONE.match(text)
    if found and found["zone"].upper() not in READ and not _is_month(found["zone"]):
        text, zone = found["date"].rstrip(" ,"), _zone(found["zone"])
    moment = dates.read(text)
    if moment is None and dates.needs_order(text):
        message = gettext("Write the month as a word, for example 3 April 2026, 14:05")
        raise ValidationError(message, code="order")
    return moment if moment is None or zone is UTC else moment.replace(tzinfo=zone)


def _is_month(word: str) -> bool:
    return word[:3].lower() in dates.MONTHS


def _zone(typed: str) -> tzinfo:
    if typed.upper() in ABBREVIATIONS:
        return timezone(timedelta(hours=ABBREVIATIONS[typed.upper()]))
    name = _zones().get(typed.lower().replace(" ", "_"))
    if name is None:
        message = gettext("Enter the time zone as a city, like Europe/Berlin, or like +02:00")
        raise ValidationError(message, code="zone")
    return ZoneInfo(name)


@cache
def _zones() -> dict[str, str]:
    """Return the names of time zones by their full names and by their cities, in small letters."""
    names = sorted(available_timezones())
    cities = {each.rpartition("/")[2].lower(): each for each in names if "/" in each}
    return cities | {each.lower(): each for each in names}


def keep_fraction(typed: datetime | None, before: datetime | None) -> datetime | None:
    """Return ``before`` if ``typed`` differs by less than a second, otherwise ``typed``.

    An unchanged field then keeps the fraction of a second that the form does not show.
    """
    if typed and before and typed == before.replace(microsecond=0):
        return before
    return typed
