"""Demonstration data: statements and, loaded by COPY, any number of signatures."""

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


class Arrival(NamedTuple):
    """One signature to load: the fields of Signature except its statement and text."""

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


OTHERS = ["id", "statement_id", "text_version_id", "source_network", "added_by_organizers"]
COLUMNS = ", ".join([*OTHERS, *Arrival._fields])
LOOK_AT_COLUMNS = f"SELECT {COLUMNS} FROM signatures_signature LIMIT 0"
COPY = f"COPY signatures_signature ({COLUMNS}) FROM STDIN (FORMAT BINARY)"

# COPY does not return ids, so its rows get reserved ones. So proofs and tallies are for these
# rows alone, even if other people sign at the same time.
RESERVE = """
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
    """Add those ``names`` (by slug) that are missing; return ids and names of all, by slug.

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


def add_guilds(names: dict[str, str]) -> list[int]:
    """Add those ``names`` (by slug) that are missing; return the ids of all, in their order."""
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


# SQL to drop the indexes and foreign keys, which slow down each row, and to create them again.
ASIDE = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%(tables)s::regclass[])
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE NOT indisunique AND indrelid = ANY(%(tables)s::regclass[])
"""


@contextmanager
def _built_last(cursor: CursorWrapper) -> Iterator[None]:
    """Drop indexes and foreign keys, and create them again at the end; others wait meanwhile."""
    connection.check_constraints()  # tables cannot be altered while checks are deferred
    cursor.execute(ASIDE, {"tables": ["signatures_signature", "signatures_attestation"]})
    aside = cursor.fetchall()
    for drop, _ in aside:
        cursor.execute(drop)
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, create in aside:
        cursor.execute(create)


@transaction.atomic
def add_signatures(text: TextVersion, arrivals: Iterable[Arrival], number: int) -> int:
    """Add signatures of ``text`` with their proofs and their tallies; return how many.

    All are proven by e-mail, those with a guild also by its code. ``number`` is about how
    many there are: if they are most of a large table, other users wait until it is done.

    Sends no e-mail and writes no decisions to the log. Cannot be repeated, as the mailboxes
    have signed by then.
    """
    added = 0
    are_most = number >= MANY and not Signature.objects.order_by()[number // 10 :].exists()
    with connection.cursor() as cursor, _built_last(cursor) if are_most else nullcontext():
        # Deltas are not folded meanwhile, so that no worker waits for our tally rows.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [tallies.FOLDER_LOCK])
        for chunk in _made_ahead(arrivals):
            ids = _copy(cursor, text, chunk)
            if not added:  # or PostgreSQL would plan for the few rows of before
                cursor.execute(ANALYZE)
            cursor.execute(PROVE_AND_COUNT, {"ids": ids})
            connection.check_constraints()
            added += len(ids)
        cursor.execute(ANALYZE)
    return added


def _made_ahead(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """Yield CHUNK rows at a time, each chunk made while the database loads the one before."""
    rows = iter(arrivals)
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(list, islice(rows, CHUNK))
        while chunk := coming.result():
            coming = maker.submit(list, islice(rows, CHUNK))
            yield chunk


def _copy(cursor: CursorWrapper, text: TextVersion, arrivals: list[Arrival]) -> list[int]:
    """Copy rows into the table of signatures; return their ids."""
    cursor.execute(RESERVE, [len(arrivals)])
    ids = [id for (id,) in cursor.fetchall()]
    cursor.execute(LOOK_AT_COLUMNS)
    types = [column.type_code for column in cursor.description]
    with cursor.copy(COPY) as copy:
        copy.set_types(types)
        for id, arrival in zip(ids, arrivals, strict=True):
            copy.write_row((id, text.statement_id, text.pk, "", False, *arrival))
    return ids
