"""The list as a file, CSV or JSON: written by PostgreSQL's COPY and passed on as it comes.

Nothing is collected here, so that a million lines need no more memory than ten.
"""

import csv
import io
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from signatures.errors import BusyError
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.files.export_sql import TO_CSV, TO_JSON, lines

AT_ONCE = 3  # files; each keeps a thread of the web server and a connection for its time
WITHIN = timedelta(minutes=10)
LOCKS = 7_265_710  # the first of AT_ONCE advisory locks; any number
# A file may use a second core, and is done the sooner. By default PostgreSQL expects a line
# that comes from there to cost more than what was saved.
READ_WHOLE = """
    SET LOCAL work_mem = '64MB';
    SET LOCAL max_parallel_workers_per_gather = 1;
    SET LOCAL parallel_tuple_cost = 0.01
"""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it spreadsheets read UTF-8 as something else

CSV_COLUMNS = [
    *("name", "credit", "occupation", "country", "guilds", "verified_by"),
    *("verified_on", "signed_at", "added_by_organizers"),
]


class Export(NamedTuple):
    """What is asked for: lines in their order, of which list (its address), narrowed how."""

    listed: SignatureQuerySet
    address: str
    filters: dict[str, str]
    statement: dict[str, str]  # what is said of it in JSON
    large: Collection[int] = ()  # guilds, as renditions.signatories.rows takes them


def write_csv(export: Export) -> Iterator[bytes]:
    """Yield the list as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark.

    First some lines beginning with "#": which list, as of when, narrowed how, how many lines.
    Then the names of the columns, then the lines. No cell is a formula to a spreadsheet.
    Raises BusyError.
    """
    with snapshot() as cursor:
        count = export.listed.order_by().count()
        yield csv_head(export, count, CSV_COLUMNS).encode()
        for batch in lines(cursor, export.listed, TO_CSV, export.large):
            yield b"".join(batch).replace(b"\n", b"\r\n")  # RFC 4180


def write_json(export: Export) -> Iterator[bytes]:
    """Yield the list as one JSON document; ``results`` are as in the API. Raises BusyError."""
    with snapshot() as cursor:
        count = export.listed.order_by().count()
        head = {
            "statement": export.statement,
            "exported_at": timezone.now(),
            "filters": export.filters,
            "count": count,
        }
        yield json.dumps(head, cls=DjangoJSONEncoder)[:-1].encode() + b', "results": [\n'
        comma = b""
        for batch in lines(cursor, export.listed, TO_JSON, export.large):
            yield comma + b",".join(batch)
            comma = b","
        yield b"]}\n"


def csv_head(export: Export, count: int, columns: list[str]) -> str:
    """Return what a file says first of itself, and the names of its ``columns``."""
    narrowed = " ".join(f"{name}={value}" for name, value in export.filters.items())
    about = [
        f"# Signatories: {export.address}",
        f"# As of: {timezone.now():%Y-%m-%d %H:%M:%S} UTC (all times are UTC)",
        f"# Filters: {narrowed or 'none'}",
        f"# Lines: {count}",
    ]
    head = io.StringIO(BOM)
    head.seek(0, io.SEEK_END)
    blank = [""] * (len(columns) - 1)  # RFC 4180: as many cells in each line
    csv.writer(head).writerows([*([each, *blank] for each in about), columns])
    return head.getvalue()


@contextmanager
def snapshot() -> Iterator[CursorWrapper]:
    """Look at one moment of the record, for as long as the file takes.

    The visitor's statement_timeout (wsgi.py) does not hold here; WITHIN does.
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
