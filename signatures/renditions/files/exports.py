"""Exports of the public list as CSV and JSON, streamed from PostgreSQL's COPY.

Nothing is collected here, so a million lines need no more memory than ten.
"""

import csv
import io
import json
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from signatures.errors import BusyError
from signatures.models import TextVersion
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.figures import Figures
from signatures.renditions.files.export_sql import TO_CSV, TO_JSON, lines

AT_ONCE = 3  # files; each one occupies a thread of the web server and a database connection
WITHIN = timedelta(minutes=10)
LOCKS = 7_265_710  # the first of AT_ONCE advisory locks; any number
# Let an export use a second core. By default PostgreSQL assumes that passing a line between
# processes costs more than it saves.
READ_WHOLE = """
    SET LOCAL work_mem = '64MB';
    SET LOCAL max_parallel_workers_per_gather = 1;
    SET LOCAL parallel_tuple_cost = 0.01
"""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it spreadsheets do not recognise UTF-8

CSV_COLUMNS = [
    *("name", "credit", "occupation", "country", "guilds", "verified_by"),
    *("verified_on", "signed_at", "added_by_organizers", "confirmation", "text_version"),
]


class Export(NamedTuple):
    """One export: the signatures in order, the address of their list, and its filters."""

    listed: SignatureQuerySet
    address: str
    filters: dict[str, str]
    statement: dict[str, str]  # its description in JSON
    large: Collection[int] = ()  # ids of guilds, as for renditions.signatories.rows
    texts: Sequence[TextVersion] = ()  # all versions that a line may name
    figures: Callable[[], Figures] | None = None  # of the statement, read in the same snapshot
    asked: Sequence[str] = ()  # FormField of what the list shows beside the usual columns
    mark: str = ""  # for whom and until when it is under embargo


def write_csv(export: Export) -> Generator[bytes, None, None]:
    """Yield the list as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark.

    The first lines begin with "#" and give the list, time, filters, figures and number of lines.
    Then come the column names and the lines. No cell is a formula to a spreadsheet.
    Raises BusyError if AT_ONCE exports are running.
    """
    with snapshot() as cursor:
        count = export.listed.order_by().count()
        yield csv_head(export, count, [*CSV_COLUMNS, *export.asked]).encode()
        for batch in _lines(cursor, export, TO_CSV):
            yield b"".join(batch).replace(b"\n", b"\r\n")  # RFC 4180


def write_json(export: Export) -> Generator[bytes, None, None]:
    """Yield the list as one JSON document, with ``results`` as in the API.

    Raises BusyError if AT_ONCE exports are running.
    """
    with snapshot() as cursor:
        count = export.listed.order_by().count()
        counts = export.figures() if export.figures else None
        versions = [{"text_version": t.label, "text_sha256": t.text_sha256} for t in export.texts]
        head = {
            "statement": export.statement,
            "text_versions": versions,
            "signatures_by_wording": counts.mixed if counts else "",
            "exported_at": timezone.now(),
            "filters": export.filters,
            "count": count,
            "counts": counts.as_json() if counts else {},
            "partners_totals": [each.as_json() for each in counts.partners] if counts else [],
        }
        yield json.dumps(head, cls=DjangoJSONEncoder)[:-1].encode() + b', "results": [\n'
        comma = b""
        for batch in _lines(cursor, export, TO_JSON):
            yield comma + b",".join(batch)
            comma = b","
        yield b"]}\n"


def _lines(cursor: CursorWrapper, export: Export, copy: str) -> Iterator[list[bytes]]:
    return lines(cursor, export.listed, copy, export.large, export.asked, export.texts)


def csv_head(export: Export, count: int, columns: list[str]) -> str:
    """Return the first lines of a CSV file: its description and the names of ``columns``."""
    narrowed = " ".join(f"{name}={value}" for name, value in export.filters.items())
    about = [
        *([f"# {export.mark}"] if export.mark else []),
        f"# Signatories: {export.address}",
        f"# As of: {timezone.now():%Y-%m-%d %H:%M:%S} UTC (all times are UTC)",
        f"# Filters: {narrowed or 'none'}",
        *_figures(export),
        f"# Lines: {count}",
        *(f"# Text version {each.label}: SHA-256 {each.text_sha256}" for each in export.texts),
    ]
    head = io.StringIO(BOM)
    head.seek(0, io.SEEK_END)
    blank = [""] * (len(columns) - 1)  # RFC 4180: each line has the same number of cells
    csv.writer(head).writerows([*([each, *blank] for each in about), columns])
    return head.getvalue()


def _figures(export: Export) -> list[str]:
    """Return lines that say how the number of signatures is made up, for the whole statement.

    The last one says how many signed which wording, if not all signed the same.
    """
    if export.figures is None:
        return []
    shown = export.figures()
    lines = [*shown.sum_lines(), *shown.other_lines()]
    mixed = [f"# {shown.mixed}"] if shown.mixed else []
    partners = [f"# {each.sentence}" for each in shown.partners]
    return [*(f"# {each.label}: {each.number}" for each in lines), *mixed, *partners]


@contextmanager
def snapshot() -> Iterator[CursorWrapper]:
    """Yield a cursor that sees one snapshot of the database for the whole export.

    WITHIN replaces the visitors' statement_timeout (wsgi.py). Raises BusyError if AT_ONCE
    exports are running.
    """
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET LOCAL statement_timeout = '{WITHIN.total_seconds():.0f}s'")
        cursor.execute(READ_WHOLE)
        for lock in range(LOCKS, LOCKS + AT_ONCE):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
            if cursor.fetchone()[0]:
                break
        else:
            raise BusyError
        yield cursor
