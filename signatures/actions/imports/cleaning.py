"""Cleaning of imported lines by the rules of the sign form.

Only a name that cannot be shown keeps a line out. A field that is not needed never does: the
line is imported without it, and a note says so.
"""

from collections.abc import Iterable
from contextlib import suppress

from signatures.models import ImportFile, ImportLine, Occupation
from signatures.models.import_note import LineNote, LineProblem
from signatures.models.statement import FormField
from signatures.text import addresses, countries, finding, folding, names
from signatures.text.imports.columns import picked
from signatures.text.imports.csv_files import Record

CREDIT_LENGTH = 200
SHOWN = 60  # characters of a value that a note quotes


class Cleaner:
    """A cleaner of the lines of one file, which knows all occupations."""

    def __init__(self, file: ImportFile) -> None:
        self.file = file
        self.occupations = {
            folding.folded(key): each.pk
            for each in Occupation.objects.all()
            for key in (each.slug, each.name)
        }

    def lines(self, records: Iterable[Record]) -> list[ImportLine]:
        return [self._line(each) for each in records]

    def _line(self, record: Record) -> ImportLine:
        line = ImportLine(file=self.file, number=record.number, family_name="")
        if record.cells is None:
            line.problem = LineProblem.BROKEN
            return line
        cells = picked(record.cells, self.file.columns)
        typed = {field: " ".join(cell.split()) for field, cell in cells.items() if cell.strip()}
        try:
            line.name = names.clean_name(typed.get("name", ""))
        except names.NotANameError as error:
            line.problem = error.code
            line.name = _printable(typed.get("name", ""))
            return line
        self._add_family_name(line, typed.get("family_name", ""))
        self._add_credit(line, typed.get("credit", ""))
        self._add_lists(line, typed)
        self._add_address(line, typed.get("email", ""))
        line.date = typed.get("signed_at", "")[:40]
        line.search_text = finding.search_text(line.name, line.credit)
        return line

    def _add_family_name(self, line: ImportLine, typed: str) -> None:
        """Sort by the family name, if the statement asks for it and it is part of the name."""
        if typed and FormField.FAMILY_NAME in self.file.batch.statement.form_fields:
            with suppress(names.NotANameError):
                family_name = names.clean_name(typed)
                line.family_name = family_name if finding.is_part(family_name, line.name) else ""

    def _add_credit(self, line: ImportLine, typed: str) -> None:
        try:
            line.credit = names.clean_line(typed, most=CREDIT_LENGTH)
        except names.NotANameError:
            line.notes.append(LineNote.CREDIT)

    def _add_lists(self, line: ImportLine, typed: dict[str, str]) -> None:
        if occupation := typed.get("occupation"):
            line.occupation_id = self.occupations.get(folding.folded(occupation[:200]))
            if line.occupation_id is None:
                line.notes.append(quoted(LineNote.OCCUPATION, occupation))
        if country := typed.get("country"):
            line.country = countries.code_of(country[:200]) or ""
            if not line.country:
                line.notes.append(quoted(LineNote.COUNTRY, country))

    def _add_address(self, line: ImportLine, typed: str) -> None:
        if not typed:
            return
        try:
            line.email = addresses.clean_email(typed)
        except addresses.NotAnAddressError:
            line.notes.append(quoted(LineNote.EMAIL, typed))
            return
        line.mailbox = addresses.mailbox(line.email)
        line.mailbox_soft = addresses.soft_mailbox(line.email)


def quoted(note: str, value: str) -> str:
    """Return a note with the value it is about."""
    return f"{note}:{_printable(value)}"[:80]


def _printable(typed: str) -> str:
    return "".join(char for char in typed if char.isprintable())[:SHOWN]
