"""Reader for XLSX workbooks: the first sheet that has anything in it, row by row."""

import datetime
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from signatures.text.imports.csv_files import Record

MOST_UNPACKED = 300_000_000  # bytes; a small archive can unpack to any size
# Errors of openpyxl for damaged workbooks.
DAMAGED: tuple[type[Exception], ...] = (BadZipFile, InvalidFileException, ParseError, zlib.error)
DAMAGED += (KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError)
DAMAGED += (NotImplementedError,)


class DamagedError(ValueError):
    """The archive is no workbook, is damaged, or is too large when unpacked."""


def is_workbook(file: BinaryIO) -> bool:
    """Return whether ``file`` is an XLSX workbook of a size that can be read."""
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except DAMAGED:
        return False
    finally:
        file.seek(0)
    is_small = sum(each.file_size for each in entries) <= MOST_UNPACKED
    return is_small and "xl/workbook.xml" in {each.filename for each in entries}


def records(file: BinaryIO) -> Iterator[Record]:
    """Yield the rows with the text of each cell, without blank rows. Raises DamagedError.

    A formula gives its last result, a date its form in ISO 8601.
    """
    if not is_workbook(file):
        raise DamagedError
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # programs write wrong ones
            found = False
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells = [_text(each) for each in row]
                if any(map(str.strip, cells)):
                    found = True
                    yield Record(number, cells)
            if found:
                return
    except DAMAGED as error:
        raise DamagedError from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
