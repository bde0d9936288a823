"""Dates as spreadsheets and forms write them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
TIME = r"(?:[T,\s]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
TIME += r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*"
TIME += r"(?P<zone>Z|UTC|(?:GMT|UTC)?\s*[+-]\d{1,2}(?::?\d\d)?|GMT)?)?"
YEAR = r"(?P<year>\d{4}|\d\d)"
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){TIME}")
DOTTED = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{YEAR}{TIME}")
EITHER = re.compile(rf"(?P<one>\d{{1,2}})([-/])(?P<two>\d{{1,2}})\2{YEAR}{TIME}")
NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\.?[\s-](?P<name>[A-Za-z]{{3,9}})\.?|(?P<name2>[A-Za-z]{{3,9}})\.?\s"
    rf"(?P<day2>\d{{1,2}})),?[\s-]{YEAR}{TIME}"
)
OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")


class Order(StrEnum):
    """The order of day and month in dates such as 3/4/2026."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def needs_order(typed: str) -> bool:
    """Return whether ``typed`` is one date or another, depending on the order."""
    one, other = read(typed, Order.DAY_FIRST), read(typed, Order.MONTH_FIRST)
    return bool(one and other and one != other)


def order_of(typed: str) -> Order | None:
    """Return the only order in which ``typed`` is a date, if it has the order to tell."""
    found = EITHER.fullmatch(typed.strip())
    if not found:
        return None
    one, two = int(found["one"]), int(found["two"])
    as_day, as_month = _time(found, one, two), _time(found, two, one)
    if bool(as_day) == bool(as_month):
        return None
    return Order.DAY_FIRST if as_day else Order.MONTH_FIRST


@lru_cache(maxsize=10_000)
def read(typed: str, order: Order | None = None) -> datetime | None:
    """Return the time, in UTC unless ``typed`` has a zone; None if it is no date.

    A date with one possible reading needs no ``order``; one such as 3/4/2026 is None without.
    """
    text = typed.strip()
    for form in (YEAR_FIRST, DOTTED, NAMED):
        if found := form.fullmatch(text):
            return _time(found, *_day_and_month(found))
    if not (found := EITHER.fullmatch(text)):
        return None
    one, two = int(found["one"]), int(found["two"])
    as_day, as_month = _time(found, one, two), _time(found, two, one)
    if order is None:
        return as_day if as_day == as_month or not as_month else None if as_day else as_month
    if as_day and as_month:
        return as_day if order == Order.DAY_FIRST else as_month
    return as_day or as_month


def _day_and_month(found: re.Match[str]) -> tuple[int, int]:
    parts = found.groupdict()
    if "name" not in parts:
        return int(parts["day"]), int(parts["month"])
    name = (parts["name"] or parts["name2"])[:3].lower()
    month = MONTHS.index(name) + 1 if name in MONTHS else 0
    return int(parts["day"] or parts["day2"]), month


def _time(found: re.Match[str], day: int, month: int) -> datetime | None:
    year = int(found["year"])
    year += 2000 if year < 100 else 0
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    try:
        time = datetime(
            year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0), tzinfo=UTC
        )
        return time.replace(tzinfo=_zone(found["zone"])).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(typed: str | None) -> timezone:
    found = OFFSET.search(typed or "")
    if not found:
        return UTC
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return timezone(-offset if found["sign"] == "-" else offset)
