"""Loading a demonstration: statements and, by COPY, as many signatures as somebody asks for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from signatures.actions import statements, tallies
from signatures.models import Occupation, Statement, TextVersion

CHUNK = 20_000  # rows; small enough that no step nears the statement_timeout of settings.py


class Arrival(NamedTuple):
    """A signature as it is copied in; the fields of Signature, save its statement and text."""

    state: str
    public_id: UUID
    name: str
    credit: str
    occupation_id: int | None
    country: str
    display: str
    updates: bool
    email: str
    mailbox: str | None
    mailbox_soft: str | None
    hold_reasons: list[str]
    signed_at: datetime
    attested_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    search_text: str
    name_key: bytes


COLUMNS = ", ".join(Arrival._fields)
MAKE_ROOM = f"""
    CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS
    SELECT {COLUMNS} FROM signatures_signature WITH NO DATA
"""

# Copied beside the table first: only INSERT tells which ids the rows got, and proofs and
# tallies must be of these rows alone, whoever else is signing meanwhile.
LET_IN = f"""
    WITH entered AS (
        INSERT INTO signatures_signature
            (statement_id, text_version_id, source_network, {COLUMNS})
        SELECT %(statement)s, %(text)s, '', {COLUMNS} FROM arriving
        RETURNING id, state, occupation_id, country, attested_at
    ), proven AS (
        SELECT * FROM entered WHERE attested_at IS NOT NULL
    ), attested AS (
        INSERT INTO signatures_attestation (signature_id, method, attested_at)
        SELECT id, 'email', attested_at FROM proven
    ), counted AS (
        SELECT 'state' AS dimension, state AS value FROM proven
        UNION ALL SELECT 'proof', 'email' FROM proven WHERE state = 'published'
        UNION ALL SELECT 'occupation', occupation_id::text FROM proven
            WHERE state = 'published' AND occupation_id IS NOT NULL
        UNION ALL SELECT 'country', country FROM proven
            WHERE state = 'published' AND country <> ''
        UNION ALL SELECT 'day', (attested_at AT TIME ZONE 'UTC')::date::text FROM proven
            WHERE state = 'published'
    )
    INSERT INTO signatures_tally (statement_id, dimension, value, total)
    SELECT %(statement)s, dimension, value, count(*) FROM counted GROUP BY 2, 3
    ON CONFLICT (statement_id, dimension, value)
    DO UPDATE SET total = signatures_tally.total + excluded.total
"""


def add_occupations(names: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Add those ``names`` (by slug) that are not there; return ids and names by slug.

    May be repeated. Those that organizers have added or renamed stay as they are.
    """
    Occupation.objects.bulk_create(
        [
            Occupation(slug=slug, name=name, position=10 * place)
            for place, (slug, name) in enumerate(names.items(), start=1)
        ],
        ignore_conflicts=True,
    )
    return {each.slug: (each.pk, each.name) for each in Occupation.objects.all()}


@transaction.atomic
def add_statement(statement: Statement, text: TextVersion) -> TextVersion:
    """Save a new statement with its text. It leaves the front page to one that is there."""
    if Statement.objects.filter(front_page=True).exists():
        statement.front_page = False
    statement.save(force_insert=True)
    text.statement = statement
    return statements.add_text(text)


@transaction.atomic
def add_signatures(text: TextVersion, arrivals: Iterable[Arrival]) -> int:
    """Add signatures of ``text`` with their proofs by mail and their tallies; return how many.

    Nobody is mailed and nothing is written to the log of decisions. Not to be repeated: the
    second time their mailboxes have signed.
    """
    added = 0
    rows = iter(arrivals)
    with connection.cursor() as cursor:
        # Deltas wait meanwhile, so that who folds them does not wait for our tallies' rows.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [tallies.FOLDER_LOCK])
        cursor.execute(MAKE_ROOM)
        while chunk := _copy(cursor, islice(rows, CHUNK)):
            cursor.execute(LET_IN, {"statement": text.statement_id, "text": text.pk})
            cursor.execute("TRUNCATE arriving")
            connection.check_constraints()
            added += chunk
        cursor.execute("DROP TABLE arriving")
        cursor.execute("ANALYZE signatures_signature, signatures_attestation")
    return added


def _copy(cursor: CursorWrapper, arrivals: Iterator[Arrival]) -> int:
    with cursor.copy(f"COPY arriving ({COLUMNS}) FROM STDIN") as copy:
        for arrival in arrivals:
            copy.write_row(arrival)
    return cursor.rowcount
