"""The lines of an export as PostgreSQL writes them: what ``signatories.row`` shows, in SQL."""

from collections.abc import Collection, Generator, Iterator, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, Case, F, Field, Max, TextField, Value, When
from django.db.models.expressions import Combinable
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn
from psycopg.waiting import Ready, Wait

from signatures.models import Guild, Signature
from signatures.models.signature import SignatureQuerySet

BATCH = 2_000  # lines passed on at once
COLUMNS = ["name", "credit", "occupation_name", "country", "display", "added_by_organizers"]
COLUMNS += ["guild_ids", "verified_by", "verified_as_of", "attested_at", "published_at"]

IDS, NAMES = ArrayField(BigIntegerField()), ArrayField(TextField())

# What spreadsheets take for a formula, whatever blanks stand before it. An apostrophe in
# front makes it text to them.
BLANKS = r"\\s\\u00a0\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff"
FORMULA = rf"E'^[{BLANKS}]*[-=+@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]'"


def no_formula(column: str) -> str:
    """Return SQL that names ``column`` up to four times, so it should be a column or as cheap."""
    # Most cells begin with a Latin letter, and need no closer look.
    plain = f"""{column} COLLATE "C" >= 'A' AND {column} COLLATE "C" < '~'"""
    formula = f"{column} ~ {FORMULA}"
    return f"CASE WHEN {plain} THEN {column} WHEN {formula} THEN '''' || {column} ELSE {column} END"


# What renditions.signatories shows of each; a test holds the two equal.
FULL, NAMED = "display = 'full'", "display IN ('full', 'name')"
NO_GUILD, ONE_GUILD = "guild_ids[1] IS NULL", "guild_ids[2] IS NULL"
GUILD = "guild_names[array_position(guilds_told, guild_ids[{place}])]"
FIRST, ALL = GUILD.format(place=1), "array_to_string(ARRAY[{guilds}], '; ')"
# In UTC, as all times here: Django's connections have no other.
DAY = "(CASE WHEN verified_by IS NULL THEN attested_at ELSE verified_as_of END)::date"
SECOND = "date_trunc('second', published_at::timestamp)"

# An empty cell is NULL, which costs least. Without a subquery for the guilds of a line,
# processes of PostgreSQL can share the work on lines.
LINES = "FROM ({listed}) listed ORDER BY {order}"
TO_CSV = f"""
    COPY (
        SELECT CASE WHEN {NAMED} THEN {no_formula("name")} END,
            CASE WHEN {FULL} AND credit <> '' THEN {no_formula("credit")} END,
            CASE WHEN {FULL} THEN {no_formula("occupation_name")} END,
            CASE WHEN {FULL} AND country <> '' THEN country END,
            CASE WHEN {NO_GUILD} THEN NULL WHEN {ONE_GUILD} THEN {no_formula(FIRST)}
                ELSE {no_formula(ALL)} END,
            CASE WHEN verified_by IS NOT NULL THEN array_to_string(verified_by, '; ')
                WHEN attested_at IS NOT NULL THEN 'email' END,
            {DAY}, {SECOND},
            CASE WHEN added_by_organizers AND {DAY} IS NULL THEN 'yes' END
        {LINES}
    ) TO STDOUT (FORMAT CSV)
"""
# JSON holds neither of the two control characters, so that CSV leaves it as it is.
TO_JSON = f"""
    COPY (
        SELECT json_build_object(
            'name', CASE WHEN {NAMED} THEN name END,
            'credit', CASE WHEN {FULL} THEN credit ELSE '' END,
            'occupation', CASE WHEN {FULL} THEN coalesce(occupation_name, '') ELSE '' END,
            'country', CASE WHEN {FULL} THEN country ELSE '' END,
            'guilds', array_remove(ARRAY[{{guilds}}], NULL),
            'verified_by', CASE WHEN verified_by IS NOT NULL THEN verified_by
                WHEN attested_at IS NOT NULL THEN ARRAY['email'] ELSE ARRAY[]::text[] END,
            'verified_on', {DAY},
            'signed_at', to_char(published_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
        {LINES}
    ) TO STDOUT (FORMAT CSV, QUOTE E'\\x01', DELIMITER E'\\x02')
"""


def lines(
    cursor: CursorWrapper, listed: SignatureQuerySet, copy: str, large: Collection[int]
) -> Iterator[list[bytes]]:
    """Yield the lines that ``copy`` writes, a batch at a time.

    ``large`` are the guilds of which even those are called members whose name is withheld.
    """
    order = listed.query.order_by
    fields = {*COLUMNS, *(each.lstrip("-") for each in order)}
    told = {"occupation_name": F("occupation__name"), **_guilds(large)}
    try:
        shown = listed.order_by().annotate(**told).values(*sorted(fields), *told)
        sql, parameters = shown.query.sql_with_params()
    except EmptyResultSet:
        return
    falling = (f"{each.lstrip('-')} {'DESC' if each[0] == '-' else 'ASC'}" for each in order)
    guilds = (GUILD.format(place=place) for place in range(1, 1 + _most_guilds(listed)))
    query = copy.format(listed=sql, order=", ".join(falling), guilds=", ".join(guilds))
    yield from copied(cursor, query, parameters)


def _guilds(large: Collection[int]) -> dict[str, Combinable]:
    """The guilds that a line may name: their ids, and their names in the same places."""
    known = dict(Guild.objects.values_list("pk", "name"))
    fewer = {guild: known[guild] for guild in known.keys() & set(large)}
    return {
        "guilds_told": _for_withheld(list(fewer), list(known), IDS),
        "guild_names": _for_withheld(list(fewer.values()), list(known.values()), NAMES),
    }


def _for_withheld(fewer: list, others: list, kind: Field) -> Case:
    """``fewer`` on the line of somebody whose name is withheld, else ``others``."""
    withheld = When(display=Signature.Display.ANONYMOUS, then=Value(fewer, kind))
    return Case(withheld, default=Value(others, kind))


def _most_guilds(listed: SignatureQuerySet) -> int:
    """Return how many guilds vouch for whoever has most of them here, 2 for fewer."""
    with_many = listed.order_by().filter(guild_ids__2__isnull=False)  # an index has them
    return with_many.aggregate(most=Max("guild_ids__len"))["most"] or 2


def copied(cursor: CursorWrapper, query: str, parameters: Sequence[Any]) -> Iterator[list[bytes]]:
    """Yield what a COPY TO STDOUT writes, a batch of lines at a time."""
    with cursor.cursor.copy(query, parameters) as copy:  # Django's own takes no parameters
        # Not ``copy.read()``, which waits for each line by itself, in twice the time.
        pgconn = copy.connection.pgconn
        while batch := copy.connection.wait(_batch(pgconn)):
            yield batch


def _batch(pgconn: PGconn) -> Generator[Wait, Ready, list[bytes]]:
    """Read the next lines, none after the last. Raises psycopg.Error where they break off."""
    batch: list[bytes] = []
    if pgconn.transaction_status != TransactionStatus.ACTIVE:
        return batch
    while len(batch) < BATCH:
        size, line = pgconn.get_copy_data(1)
        if size > 0:
            batch.append(bytes(line))
        elif size == 0:  # it has not come yet
            while not (yield Wait.R):
                pass
            pgconn.consume_input()
        else:
            [result] = iter(pgconn.get_result, None)
            if result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
            break
    return batch
