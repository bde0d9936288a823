"""Loading of demonstration data: statements and, by COPY, any number of signatures.

management/demonstration makes the data up; the benchmarks use it too.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.counts.tally_rule import BY_DIMENSION, NO_OTHERS, cells
from signatures.actions.statements import texts as statements
from signatures.models import Attestation, Guild, Occupation, Signature, Statement, TextVersion

Method = Attestation.Method
MANY = 100_000  # rows; from this number on, indexes are built last
CHUNK = 20_000  # rows; small enough to stay far below the statement_timeout of settings.py


class SignatureRow(NamedTuple):
    """One signature to load: the columns of Signature, without those in OTHER_COLUMNS."""

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
    guild_ids: list[int]
    verified_by: list[str] | None
    verified_as_of: datetime | None


OTHER_COLUMNS = ["id", "statement_id", "text_version_id", "source_network", "added_by_organizers"]
COLUMNS = ", ".join([*OTHER_COLUMNS, *SignatureRow._fields])
COLUMN_TYPES = f"SELECT {COLUMNS} FROM signatures_signature LIMIT 0"
COPY = f"COPY signatures_signature ({COLUMNS}) FROM STDIN (FORMAT BINARY)"

# COPY returns no ids, so they are taken from the sequence first. Proofs and tallies are then made
# for these rows alone, even if other people sign meanwhile.
RESERVE_IDS = """
    WITH its AS MATERIALIZED (
        SELECT pg_get_serial_sequence('signatures_signature', 'id')::regclass AS sequence
    )
    SELECT nextval(sequence) FROM its, generate_series(1, %s)
"""
ANALYZE = "ANALYZE signatures_signature, signatures_attestation"
METHOD = "CASE WHEN guild_id IS NULL THEN 'email' ELSE 'guild_code' END"
CELLS = cells("proven", proof=METHOD, others=NO_OTHERS)
PROVE_AND_COUNT = f"""
    WITH proven AS (
        SELECT id, statement_id, state, refusal, display, occupation_id, country, attested_at,
            signed_at, text_version_id, guild_ids[1] AS guild_id
        FROM signatures_signature
        WHERE id = ANY(%(ids)s) AND attested_at IS NOT NULL
    ), attested AS (
        INSERT INTO signatures_attestation (signature_id, method, guild_id, attested_at)
        SELECT id, 'email', NULL, attested_at FROM proven
        UNION ALL SELECT id, 'guild_code', guild_id, attested_at FROM proven
            WHERE guild_id IS NOT NULL
    ), cells AS (
        {CELLS}
    ), counted AS (
        {BY_DIMENSION.format(changes="cells")}
    )
    INSERT INTO signatures_tally (statement_id, dimension, value, total)
    SELECT statement_id, dimension, value, sum(amount) FROM counted GROUP BY 1, 2, 3
    ON CONFLICT (statement_id, dimension, value)
    DO UPDATE SET total = signatures_tally.total + excluded.total
"""


def add_occupations(names: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Add those ``names`` (by slug) that are missing; return id and name of all, by slug.

    May be repeated. Occupations that organizers have added or renamed stay as they are.
    """
    Occupation.objects.bulk_create(
        [
            Occupation(slug=slug, name=name, position=10 * place)
            for place, (slug, name) in enumerate(names.items(), start=1)
        ],
        ignore_conflicts=True,
    )
    return {each.slug: (each.pk, each.name) for each in Occupation.objects.all()}


def add_guilds(names: dict[str, str]) -> list[int]:
    """Add those ``names`` (by slug) that are missing; return the ids of all, in their order.

    May be repeated.
    """
    Guild.objects.bulk_create(
        [
            Guild(
                slug=slug,
                name=name,
                methods=[Method.GUILD_CODE],
                mark_permitted_by="invented, for the demonstration",
                mark_permitted_at=timezone.now(),
            )
            for slug, name in names.items()
        ],
        ignore_conflicts=True,
    )
    found = dict(Guild.objects.filter(slug__in=names).values_list("slug", "pk"))
    return [found[slug] for slug in names if slug in found]


@transaction.atomic
def add_statement(statement: Statement, text: TextVersion) -> TextVersion:
    """Save a new statement with its text; keep the current front page if there is one."""
    if Statement.objects.filter(front_page=True).exists():
        statement.front_page = False
    statement.save(force_insert=True)
    text.statement = statement
    return statements.add_text(text)


# Finds the indexes and foreign keys, which slow down each row: SQL to drop and to create each. Keys
# to users are NULL in all these rows and slow down none, but dropping them locks the users.
INDEXES_AND_KEYS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%(tables)s::regclass[])
        AND confrelid <> 'signatures_user'::regclass
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE NOT indisunique AND indrelid = ANY(%(tables)s::regclass[])
"""


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Drop indexes and foreign keys for the time of the block. What signs or reads waits for it."""
    connection.check_constraints()  # tables cannot be altered while checks are deferred
    cursor.execute(INDEXES_AND_KEYS, {"tables": ["signatures_signature", "signatures_attestation"]})
    found = cursor.fetchall()
    for drop, _ in found:
        cursor.execute(drop)
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, create in found:
        cursor.execute(create)


@transaction.atomic
def add_signatures(text: TextVersion, rows: Iterable[SignatureRow], number: int) -> int:
    """Add ``rows`` as signatures of ``text``, with their proofs and tallies; return how many.

    Those with an ``attested_at`` are proven by e-mail, and by a code if they have a guild.
    ``number`` is roughly how many there are: if they are most of a large table, everyone who signs
    or reads signatures waits until it is done. Sends no e-mail and logs nothing. Raises
    IntegrityError if it is repeated, because the mailboxes have signed by then.
    """
    added = 0
    are_most = number >= MANY and not Signature.objects.order_by()[number // 10 :].exists()
    with connection.cursor() as cursor, _without_indexes(cursor) if are_most else nullcontext():
        # No worker folds deltas meanwhile: it would wait for the tally rows that are written here.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [tallies.FOLDER_LOCK])
        for chunk in _chunks(rows):
            ids = _copy(cursor, text, chunk)
            if not added:  # so that PostgreSQL plans for a full table from now on
                cursor.execute(ANALYZE)
            cursor.execute(PROVE_AND_COUNT, {"ids": ids})
            connection.check_constraints()
            added += len(ids)
        cursor.execute(ANALYZE)
    return added


def _chunks(rows: Iterable[SignatureRow]) -> Iterator[list[SignatureRow]]:
    """Yield lists of CHUNK rows, each made in a thread while the database loads the one before."""
    remaining = iter(rows)
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(list, islice(remaining, CHUNK))
        while chunk := coming.result():
            coming = maker.submit(list, islice(remaining, CHUNK))
            yield chunk


def _copy(cursor: CursorWrapper, text: TextVersion, rows: list[SignatureRow]) -> list[int]:
    """Copy rows into the table of signatures; return their ids."""
    cursor.execute(RESERVE_IDS, [len(rows)])
    ids = [id for (id,) in cursor.fetchall()]
    cursor.execute(COLUMN_TYPES)
    types = [column.type_code for column in cursor.description]
    with cursor.copy(COPY) as copy:
        copy.set_types(types)
        for id, row in zip(ids, rows, strict=True):
            copy.write_row((id, text.statement_id, text.pk, "", False, *row))
    return ids
