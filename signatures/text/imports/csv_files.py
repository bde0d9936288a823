"""Reader for CSV files as spreadsheets write them, record by record.

A record with a stray quotation mark is reported by its line number, and the rest is still read.
Memory use does not depend on the size of the file.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

SEPARATORS = [",", ";", "\t", "|"]
UTF8, UTF16 = "utf-8", "utf-16"
# Encodings of a single language or region, for files that are not UTF-8. People choose among
# those that fit the file by reading a line of it.
OLDER_ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp1255", "cp1256"]
OLDER_ENCODINGS += ["mac_roman", "cp932", "gb18030", "big5", "euc_kr"]
ENCODINGS = [UTF8, UTF16, *OLDER_ENCODINGS]
PART = 1 << 20  # bytes read at once
MOST_LINES_OF_A_RECORD = 20  # one cell may contain line breaks, but not half of the file


class Record(NamedTuple):
    """One record: the number of its first line, and its cells, or None if it is broken."""

    number: int
    cells: list[str] | None


def encodings_of(file: BinaryIO) -> list[str]:
    """Return the encodings that fit all bytes of ``file``: one if it is certain, or none.

    Only Unicode is certain. A file in an older encoding fits several of them.
    """
    first = file.read(3)
    file.seek(0)
    if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return [UTF16] if _fitting(file, [UTF16]) else []
    return _fitting(file, [UTF8]) or _fitting(file, OLDER_ENCODINGS)


def records(file: BinaryIO, encoding: str) -> Iterator[Record]:
    """Yield the records of the file, without blank ones."""
    lines = _Lines(io.TextIOWrapper(file, encoding=_codec(encoding), newline=None))
    separator = _separator(lines)
    while (line := lines.next()) is not None:
        number = lines.number
        cells = _cells(line, lines, separator)
        if cells is None or any(map(str.strip, cells)):
            yield Record(number, cells)


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding == UTF8 else encoding


def _fitting(file: BinaryIO, encodings: list[str]) -> list[str]:
    decoders = {each: codecs.getincrementaldecoder(_codec(each))() for each in encodings}
    file.seek(0)
    while part := file.read(PART):
        for each in list(decoders):
            try:
                decoded = decoders[each].decode(part)
            except UnicodeDecodeError:
                del decoders[each]
                continue
            if "\0" in decoded:  # no text has it, whatever its encoding
                return []
    for each in list(decoders):
        try:
            decoders[each].decode(b"", final=True)
        except UnicodeDecodeError:
            del decoders[each]
    file.seek(0)
    return list(decoders)


class _Lines:
    """Lines of a text with their numbers, which can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: list[str] = []
        self.number = 0

    def next(self) -> str | None:
        line = self._returned.pop() if self._returned else next(self._lines, None)
        self.number += line is not None
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned += reversed(lines)
        self.number -= len(lines)


def _separator(lines: _Lines) -> str:
    """Return the separator. Consumes a line "sep=;" and blank lines and comments at the top."""
    skipped = 0
    while (line := lines.next()) is not None:
        plain = line.strip().strip('"').lower()
        if plain.startswith("sep=") and len(plain) == len("sep=") + 1:
            return line.strip().strip('"')[-1]
        if plain.strip(",;\t") and not line.startswith("#"):
            lines.give_back([line])
            break
        skipped += 1
    return _most_used(lines)


def _most_used(lines: _Lines) -> str:
    """Return the separator that gives the first record the most cells."""
    found: dict[str, int] = {}
    for separator in SEPARATORS:
        line = lines.next()
        if line is None:
            break
        cells = _cells(line, lines, separator, keep=True)
        lines.give_back([line])
        found[separator] = len(cells or [])
    return max(found, key=lambda each: found[each], default=SEPARATORS[0])


def _cells(line: str, lines: _Lines, separator: str, *, keep: bool = False) -> list[str] | None:
    """Return the cells of the record that begins with ``line``; None if it is broken.

    A broken record ends with its first line, so that one stray quotation mark costs one person.
    With ``keep``, also a record of several lines leaves ``lines`` as they were.
    """
    record, cells = line, None
    further: list[str] = []
    while True:
        try:
            cells = next(csv.reader(io.StringIO(record), delimiter=separator, strict=True), [])
        except csv.Error as error:
            more = lines.next() if _goes_on(error, further) else None
            if more is None:
                break
            further.append(more)
            record += more
            continue
        break
    if cells is None or keep:
        lines.give_back(further)
    return cells


def _goes_on(error: csv.Error, further: list[str]) -> bool:
    return "unexpected end of data" in str(error) and len(further) < MOST_LINES_OF_A_RECORD
