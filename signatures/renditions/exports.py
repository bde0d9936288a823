"""The list as a file, CSV or JSON: written by PostgreSQL's COPY and passed on as it comes.

Nothing is collected here, so that a million lines need no more memory than ten.
"""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Case, F, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from signatures.errors import BusyError
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

Display = Signature.Display

AT_ONCE = 3  # files; each keeps a thread of the web server and a connection for its time
WITHIN = timedelta(minutes=10)
LOCKS = 7_265_710  # the first of AT_ONCE advisory locks; any number
MANY = 10_000  # lines
BATCH = 500  # lines passed on at once
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it spreadsheets read UTF-8 as something else

CSV_COLUMNS = [
    *("name", "credit", "occupation", "country", "guilds", "verified_by"),
    *("verified_on", "signed_at", "added_by_organizers"),
]

# What spreadsheets take for a formula, whatever blanks stand before it. An apostrophe in
# front makes it text to them.
BLANKS = r"\\s\\u00a0\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff"
FORMULA = rf"E'^[{BLANKS}]*[-=+@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]'"

# The proofs of a line: when the last was given, by a guild if there is one.
PROOFS = """
    array_agg(method ORDER BY proof.id) AS methods,
    array_agg(guild.name ORDER BY proof.id) FILTER (WHERE guild_id IS NOT NULL) AS guilds,
    coalesce(max(attested_at) FILTER (WHERE guild_id IS NOT NULL), max(attested_at)) AS as_of
    FROM signatures_attestation proof LEFT JOIN signatures_guild guild ON guild.id = guild_id
"""
# Looked up line by line; the latter is quicker for MANY lines, of which most are proven by
# mail alone.
FEW_LINES = f"""
    FROM ({{listed}}) listed
    LEFT JOIN LATERAL (
        SELECT {PROOFS} WHERE signature_id = listed.id
    ) proven ON true
    ORDER BY {{order}}
"""
MANY_LINES = f"""
    FROM (
        SELECT listed.*, coalesce(methods, CASE WHEN mail.id IS NOT NULL THEN ARRAY['email'] END)
            AS methods, guilds, coalesce(as_of, mail.attested_at) AS as_of
        FROM ({{listed}}) listed
        LEFT JOIN signatures_attestation mail
            ON mail.signature_id = listed.id AND mail.method = 'email'
        LEFT JOIN (
            SELECT signature_id, {PROOFS}
            WHERE signature_id IN (
                SELECT signature_id FROM signatures_attestation WHERE guild_id IS NOT NULL
            ) GROUP BY signature_id
        ) vouched ON vouched.signature_id = listed.id
    ) proven
    ORDER BY {{order}}
"""
# Each word once, where it stands first. One word, or two different ones, are in order already.
ONCE = """
    CASE WHEN cardinality({words}) > 2 OR {words}[1] = {words}[2] THEN ARRAY(
        SELECT word FROM unnest({words}) WITH ORDINALITY AS _ (word, place)
        GROUP BY word ORDER BY min(place)
    ) ELSE {words} END
"""
METHODS, GUILDS = ONCE.format(words="methods"), ONCE.format(words="guilds")
TO_CSV = f"""
    COPY (
        SELECT {{name}}, {{credit}}, {{occupation}}, country_shown, {{guilds}},
            array_to_string({METHODS}, '; '), as_of::date,
            date_trunc('second', published_at)::timestamp,
            CASE WHEN added_by_organizers AND methods IS NULL THEN 'yes' ELSE '' END
        {{lines}}
    ) TO STDOUT (FORMAT CSV)
"""
# JSON holds neither of the two control characters, so that CSV leaves it as it is.
TO_JSON = f"""
    COPY (
        SELECT json_build_object(
            'name', nullif(name_shown, ''), 'credit', credit_shown,
            'occupation', occupation_shown, 'country', country_shown,
            'guilds', coalesce({GUILDS}, '{{{{}}}}'),
            'verified_by', coalesce({METHODS}, '{{{{}}}}'),
            'signed_at', to_char(published_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        {{lines}}
    ) TO STDOUT (FORMAT CSV, QUOTE E'\\x01', DELIMITER E'\\x02')
"""


class Export(NamedTuple):
    """What is asked for: lines in their order, of which list (its address), narrowed how."""

    listed: SignatureQuerySet
    address: str
    filters: dict[str, str]
    statement: dict[str, str]  # what is said of it in JSON


def write_csv(export: Export) -> Iterator[bytes]:
    """Yield the list as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark.

    First some lines beginning with "#": which list, as of when, narrowed how, how many lines.
    Then the names of the columns, then the lines. No cell is a formula to a spreadsheet.
    Raises BusyError.
    """
    cells = {each: _no_formula(f"{each}_shown") for each in ("name", "credit", "occupation")}
    cells["guilds"] = _no_formula(f"array_to_string({GUILDS}, '; ')")
    with _snapshot() as cursor:
        count = export.listed.order_by().count()
        yield _csv_head(export, count).encode()
        for lines in _lines(cursor, export.listed, count, TO_CSV, **cells):
            yield b"".join(lines).replace(b"\n", b"\r\n")  # RFC 4180


def write_json(export: Export) -> Iterator[bytes]:
    """Yield the list as one JSON document; ``results`` are as in the API. Raises BusyError."""
    with _snapshot() as cursor:
        count = export.listed.order_by().count()
        head = {
            "statement": export.statement,
            "exported_at": timezone.now(),
            "filters": export.filters,
            "count": count,
        }
        yield json.dumps(head, cls=DjangoJSONEncoder)[:-1].encode() + b', "results": [\n'
        comma = b""
        for lines in _lines(cursor, export.listed, count, TO_JSON):
            yield comma + b",".join(lines)
            comma = b","
        yield b"]}\n"


def _csv_head(export: Export, count: int) -> str:
    narrowed = " ".join(f"{name}={value}" for name, value in export.filters.items())
    about = [
        f"# Signatories: {export.address}",
        f"# As of: {timezone.now():%Y-%m-%d %H:%M:%S} UTC (all times are UTC)",
        f"# Filters: {narrowed or 'none'}",
        f"# Lines: {count}",
    ]
    head = io.StringIO(BOM)
    head.seek(0, io.SEEK_END)
    blank = [""] * (len(CSV_COLUMNS) - 1)  # RFC 4180: as many cells in each line
    csv.writer(head).writerows([*([each, *blank] for each in about), CSV_COLUMNS])
    return head.getvalue()


@contextmanager
def _snapshot() -> Iterator[CursorWrapper]:
    """Look at one moment of the record, for as long as the file takes.

    The visitor's statement_timeout (wsgi.py) does not hold here; WITHIN does.
    """
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET LOCAL statement_timeout = '{WITHIN.total_seconds():.0f}s'")
        cursor.execute("SET LOCAL work_mem = '64MB'")
        for lock in range(LOCKS, LOCKS + AT_ONCE):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
            if cursor.fetchone()[0]:
                break
        else:
            raise BusyError
        yield cursor


def _lines(
    cursor: CursorWrapper, listed: SignatureQuerySet, count: int, copy: str, **cells: str
) -> Iterator[list[bytes]]:
    """Yield the ``count`` lines that ``copy`` writes, a batch at a time."""
    shown = _shown()
    order = listed.query.order_by
    fields = {"id", "added_by_organizers", "published_at", *(each.lstrip("-") for each in order)}
    wanted = listed.order_by().annotate(**shown).values(*sorted(fields), *shown)
    try:
        sql, parameters = wanted.query.sql_with_params()
    except EmptyResultSet:
        return
    lines = MANY_LINES if count > MANY else FEW_LINES
    falling = (f"{each.lstrip('-')} {'DESC' if each[0] == '-' else 'ASC'}" for each in order)
    query = copy.format(lines=lines.format(listed=sql, order=", ".join(falling)), **cells)
    with cursor.cursor.copy(query, parameters) as copied:  # Django's own takes no parameters
        written = iter(copied)
        while batch := list(islice(written, BATCH)):
            yield batch


def _shown() -> dict[str, Combinable]:
    """What ``renditions.signatories.row`` shows, in the database; a test holds them equal."""
    full, named = [Display.FULL], [Display.FULL, Display.NAME]
    return {
        "name_shown": _if_shown("name", named),
        "credit_shown": _if_shown("credit", full),
        "occupation_shown": _if_shown("occupation__name", full),
        "country_shown": _if_shown("country", full),
    }


def _if_shown(field: str, displays: list[str]) -> Case:
    shown = When(display__in=displays, **{f"{field}__isnull": False}, then=F(field))
    return Case(shown, default=Value(""))


def _no_formula(column: str) -> str:
    # Most cells begin with a Latin letter, and need no closer look.
    plain = f"""{column} COLLATE "C" >= 'A' AND {column} COLLATE "C" < '~'"""
    formula = f"{column} ~ {FORMULA}"
    return f"CASE WHEN {plain} THEN {column} WHEN {formula} THEN '''' || {column} ELSE {column} END"
