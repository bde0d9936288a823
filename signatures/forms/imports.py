"""Reader for CSV files of names collected elsewhere, with the rules of the sign form."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from signatures.actions.imports.csv import Line
from signatures.forms.fields.countries import countries
from signatures.forms.fields.messages import clean_address, explain
from signatures.forms.signing import CREDIT_LENGTH
from signatures.models import Occupation
from signatures.models.signature import Signature, found_by
from signatures.text import addresses, names

# Accepted names of each column in the first line. Case and extra spaces do not matter.
HEADINGS = {
    "name": {"name", "full name", "signatory", "signed by"},
    "credit": {"credit", "credits", "title", "role", "description", "affiliation"},
    "occupation": {"occupation", "profession", "job"},
    "country": {"country", "country code"},
    "email": {"email", "e-mail", "mail", "email address", "e-mail address"},
    "signed_at": {"signed_at", "signed at", "signed on", "date", "timestamp"},
}
Known = TypeVar("Known")
SEPARATORS = [",", ";", "\t"]
OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a workbook (XLSX, ODS)"}


class UnreadableFileError(ValueError):
    """The file cannot be read. The message tells people what to do."""


def lines(path: Path) -> Iterator[Line]:
    """Return the lines of the file, cleaned, each with its problems.

    All database queries happen before the first line, because the caller may be in the middle
    of a COPY. Iterating may raise UnreadableFileError.
    """
    return _read(path, Cleaner())


def _read(path: Path, cleaner: "Cleaner") -> Iterator[Line]:
    with path.open("rb") as file:
        found = OTHER_ENCODINGS.get(file.read(2))
    if found:
        raise UnreadableFileError(_not_utf8(found))
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            yield from _cleaned(file, cleaner)
        except UnicodeDecodeError as error:
            raise UnreadableFileError(_not_utf8("another encoding")) from error
        except csv.Error as error:
            raise UnreadableFileError(f"This is not CSV: {error}.") from error


def _cleaned(file: Iterator[str], cleaner: "Cleaner") -> Iterator[Line]:
    first = next(file, "")
    separator = max(SEPARATORS, key=first.count)
    columns = _columns(next(csv.reader([first], delimiter=separator), []))
    reader = csv.reader(file, delimiter=separator, strict=True)
    for cells in reader:
        if any(map(str.strip, cells)):
            typed = {name: cells[at] for name, at in columns.items() if at < len(cells)}
            yield cleaner.line(reader.line_num + 1, typed)


def _columns(headings: list[str]) -> dict[str, int]:
    """Return the position of each column. Raises UnreadableFileError without one for names."""
    known = {alias: name for name, aliases in HEADINGS.items() for alias in aliases}
    at: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(" ".join(heading.lower().split()))
        if name:
            at.setdefault(name, place)
    if "name" not in at:
        raise UnreadableFileError(
            'The first line must name the columns, and one of them must be "name".'
            f" It has: {', '.join(headings) or 'nothing'}."
        )
    return at


def _not_utf8(found: str) -> str:
    return (
        f"This is {found}, not UTF-8. Save it again: in Excel as “CSV UTF-8”, in LibreOffice"
        " as “Text CSV” with the character set “Unicode (UTF-8)”."
    )


class Cleaner:
    """A cleaner for lines, which finds occupations and countries by all their names."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.occupations = {
            key.casefold(): each.pk
            for each in Occupation.objects.all()
            for key in (each.slug, each.name)
        }
        self.countries = {
            key.casefold(): code for code, name in countries("en").items() for key in (code, name)
        }

    def line(self, number: int, typed: dict[str, str]) -> Line:
        try:
            return self._line(number, {name: cell.strip() for name, cell in typed.items()})
        except names.NotANameError as error:
            problem = explain(error.code)
        except ValidationError as error:
            problem = " ".join(error.messages)
        seen = "".join(char for char in typed.get("name", "") if char.isprintable())
        return Line(number, problem, name=seen[:100])

    def _line(self, number: int, typed: dict[str, str]) -> Line:
        name = names.clean_name(typed.get("name", ""))
        credit = names.clean_line(typed.get("credit", ""), most=CREDIT_LENGTH)
        email = clean_address(typed["email"]) if typed.get("email") else ""
        return Line(
            number=number,
            problem="",
            name=name,
            credit=credit,
            occupation_id=_known(self.occupations, typed.get("occupation", "")),
            country=_known(self.countries, typed.get("country", "")) or "",
            email=email,
            mailbox=email.lower() or None,
            mailbox_soft=addresses.soft_mailbox(email) if email else None,
            signed_at=_moment(typed.get("signed_at", ""), self.now),
            **found_by(name, credit, Signature.Display.FULL),
        )


def _known(known: dict[str, Known], typed: str) -> Known | None:
    if not typed:
        return None
    if typed.casefold() not in known:
        raise ValidationError(gettext("“%s” is not on the site's list.") % typed[:50])
    return known[typed.casefold()]


@lru_cache(maxsize=10_000)
def _moment(typed: str, now: datetime) -> datetime | None:
    """Return an ISO 8601 date or time as a datetime, in UTC unless it has a zone."""
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        message = gettext("“%s” is no date such as 2026-05-03 or 2026-05-03T12:00:00Z.")
        raise ValidationError(message % typed[:50]) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        raise ValidationError(gettext("“%s” has not come yet.") % typed[:50])
    return moment
