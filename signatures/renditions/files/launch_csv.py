"""A frozen list as CSV, with what is needed to check its hashes."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Protocol

from signatures.renditions.signatories import Row

# The same beginnings as in export_sql.py: blanks, then a sign that begins a formula.
FORMULA = re.compile("^[\\s\u200b-\u200f\u2060\ufeff]*[-=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]")
COLUMNS = ["name", "credit", "text_version", "state", "salt", "sha256"]
AT_LAUNCH, CHANGED, GONE = "as at the launch", "changed since", "no longer public"


class ShownLine(Protocol):
    @property
    def sha256(self) -> str: ...
    @property
    def salt(self) -> str: ...
    @property
    def row(self) -> Row | None: ...


def write(lines: Iterable[ShownLine], *, as_it_was: str = AT_LAUNCH) -> bytes:
    """Return the file. An apostrophe begins a cell that a spreadsheet would run as a formula.

    ``as_it_was`` is the state of a line that has not changed.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for each in lines:
        row = each.row
        words = [row.name, row.credit, row.text_version] if row else ["", "", ""]
        state = (as_it_was if each.salt else CHANGED) if row else GONE
        writer.writerow([*map(harmless, words), state, each.salt, each.sha256])
    return file.getvalue().encode()


def harmless(words: str) -> str:
    """Return ``words`` so that no spreadsheet reads them as a formula."""
    return f"'{words}" if FORMULA.match(words) else words
