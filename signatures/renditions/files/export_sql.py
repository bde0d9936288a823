"""SQL that writes the lines of an export, with the same content as ``signatories.row``."""

from collections.abc import Collection, Generator, Iterator, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, Case, F, Field, Max, TextField, Value, When
from django.db.models.expressions import Combinable
from django.utils import translation
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn
from psycopg.waiting import Ready, Wait

from signatures.models import Guild, Signature, TextVersion
from signatures.models.proof_methods import METHODS, NO_PROOF_MARK, Method
from signatures.models.signature import SignatureQuerySet

BATCH = 2_000  # lines yielded at once
COLUMNS = ["name", "credit", "occupation_name", "country", "display", "added_by_organizers"]
COLUMNS += ["guild_ids", "verified_by", "verified_as_of", "attested_at", "published_at"]
COLUMNS += ["text_version_id"]

VERSION_FIELDS = {
    "text_language": F("text_version__language"),
    "text_number": F("text_version__number"),
    "text_sha256": F("text_version__text_sha256"),
}

IDS: "ArrayField[Any, Any]" = ArrayField(BigIntegerField())
NAMES: "ArrayField[Any, Any]" = ArrayField(TextField())

# Spreadsheets take such a cell for a formula, whatever blanks precede it. An apostrophe in
# front makes it text.
BLANKS = r"\\s\\u00a0\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff"
FORMULA = rf"E'^[{BLANKS}]*[-=+@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]'"


def no_formula(column: str) -> str:
    """Return SQL for ``column`` that no spreadsheet reads as a formula.

    The SQL repeats ``column`` up to four times, so it should be cheap to evaluate.
    """
    # Most cells begin with a Latin letter and need no regular expression.
    plain = f"""{column} COLLATE "C" >= 'A' AND {column} COLLATE "C" < '~'"""
    formula = f"{column} ~ {FORMULA}"
    return f"CASE WHEN {plain} THEN {column} WHEN {formula} THEN '''' || {column} ELSE {column} END"


# The same rules as in renditions.signatories; a test checks that the two agree.
FULL, NAMED = "display = 'full'", "display IN ('full', 'name')"
NO_GUILD, ONE_GUILD = "guild_ids[1] IS NULL", "guild_ids[2] IS NULL"
GUILD = "guild_names[array_position(guilds_told, guild_ids[{place}])]"
FIRST, ALL = GUILD.format(place=1), "array_to_string(ARRAY[{guilds}], '; ')"
# In UTC, as is every time here: Django sets its connections to UTC.
DAY = "(CASE WHEN verified_by IS NULL THEN attested_at ELSE verified_as_of END)::date"
VERSION = "text_language || '-' || text_number"  # as TextVersion.label
MINUTE = "date_trunc('minute', published_at::timestamp)"

# NULL is the cheapest empty cell. The guilds of a line come without a subquery, so that
# PostgreSQL can write lines in parallel.
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
            {DAY}, {MINUTE},
            CASE WHEN added_by_organizers AND {DAY} IS NULL THEN 'yes' END,
            {{confirmation}}, {{version}}{{voices}}
        {LINES}
    ) TO STDOUT (FORMAT CSV)
"""
# JSON contains neither of these two control characters, so COPY quotes and escapes nothing.
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
            'confirmation', {{confirmation}}, 'verified_on', {DAY},
            'signed_at', to_char(published_at, 'YYYY-MM-DD"T"HH24:MI:00"Z"'),
            'text_version', {{version}}, 'text_sha256', text_sha256{{voices}})
        {LINES}
    ) TO STDOUT (FORMAT CSV, QUOTE E'\\x01', DELIMITER E'\\x02')
"""

# What signatories add to their names, as far as the public sees it.
VOICES: dict[str, Combinable] = {
    "affiliation": Case(
        When(display="full", affiliation__state="published", then=F("affiliation__name")),
        default=Value(""),
        output_field=TextField(),
    ),
    "quote": Case(
        When(display="full", quote__state__in=["published", "chosen"], then=F("quote__text")),
        default=Value(""),
        output_field=TextField(),
    ),
}


def lines(
    cursor: CursorWrapper,
    listed: SignatureQuerySet,
    copy: str,
    large: Collection[int],
    asked: Collection[str] = (),
    texts: Collection[TextVersion] = (),
) -> Iterator[list[bytes]]:
    """Yield the lines of the query ``copy`` (TO_CSV or TO_JSON), a batch at a time.

    ``large`` are ids of guilds that are shown even on lines without a name. ``asked`` are those
    of VOICES that the statement asks for: each is a column more. Lines that name one of ``texts``
    take less time than others.
    """
    order = [str(each) for each in listed.query.order_by]  # names of fields only
    fields = {*COLUMNS, *(each.lstrip("-") for each in order)}
    told = {"occupation_name": F("occupation__name"), **VERSION_FIELDS, **_guilds(large)}
    told |= {f"{name}_shown": VOICES[name] for name in asked}
    try:
        shown = listed.order_by().annotate(**told).values(*sorted(fields), *told)
        sql, parameters = shown.query.sql_with_params()
    except EmptyResultSet:
        return
    falling = (f"{each.lstrip('-')} {'DESC' if each[0] == '-' else 'ASC'}" for each in order)
    guilds = (GUILD.format(place=place) for place in range(1, 1 + _most_guilds(listed)))
    query = copy.format(
        listed=sql,
        order=", ".join(falling),
        guilds=", ".join(guilds),
        confirmation=_confirmation(),
        version=_version(texts),
        voices=_voices(copy, asked),
    )
    yield from copied(cursor, query, parameters)


def _voices(copy: str, asked: Collection[str]) -> str:
    """Return SQL for what signatories added: columns of a CSV file, or fields of JSON."""
    if copy == TO_CSV:
        return "".join(f", {no_formula(f'{name}_shown')}" for name in asked)
    cells = {name: f"{name}_shown" if name in asked else "''" for name in VOICES}
    return "".join(f", '{name}', {cell}" for name, cell in cells.items())


def _version(texts: Collection[TextVersion]) -> str:
    """Return SQL for ``TextVersion.label``, which takes longer to put together on each line."""
    known = "".join(f" WHEN {each.pk} THEN {_literal(each.label)}" for each in texts)
    return f"CASE text_version_id{known} ELSE {VERSION} END" if known else VERSION


def _confirmation() -> str:
    """Return SQL for ``Row.confirmation``: what happened, in English."""
    with translation.override("en"):
        words = {name: _literal(method.mark_of()) for name, method in METHODS.items()}
        unproven = _literal(str(NO_PROOF_MARK))
    told = "verified_by::text[]"
    for name, literal in words.items():
        told = f"array_replace({told}, '{name}', {literal})"
    return f"""CASE WHEN verified_by IS NOT NULL THEN array_to_string({told}, '; ')
        WHEN attested_at IS NOT NULL THEN {words[Method.EMAIL]}
        WHEN added_by_organizers THEN {unproven} END"""


def _literal(words: str) -> str:
    return "'" + words.replace("'", "''").replace("%", "%%") + "'"


def _guilds(large: Collection[int]) -> dict[str, Combinable]:
    """Return the ids of the guilds that a line may show, and their names in the same order."""
    known = dict(Guild.objects.values_list("pk", "name"))
    fewer = {guild: known[guild] for guild in known.keys() & set(large)}
    return {
        "guilds_told": _for_withheld(list(fewer), list(known), IDS),
        "guild_names": _for_withheld(list(fewer.values()), list(known.values()), NAMES),
    }


def _for_withheld(fewer: list, others: list, kind: Field) -> Case:
    """Return SQL for ``fewer`` on a line without a name, and for ``others`` elsewhere."""
    withheld = When(display=Signature.Display.ANONYMOUS, then=Value(fewer, kind))
    return Case(withheld, default=Value(others, kind))


def _most_guilds(listed: SignatureQuerySet) -> int:
    """Return the largest number of guilds that vouch for one signatory, but at least 2."""
    with_many = listed.order_by().filter(guild_ids__2__isnull=False)  # there is an index
    return with_many.aggregate(most=Max("guild_ids__len"))["most"] or 2


def copied(cursor: CursorWrapper, query: str, parameters: Sequence[Any]) -> Iterator[list[bytes]]:
    """Yield the output of a COPY TO STDOUT, a batch of lines at a time."""
    with cursor.cursor.copy(query, parameters) as copy:  # Django's copy() takes no parameters
        # ``copy.read()`` waits for each line separately and takes twice as long.
        pgconn = copy.connection.pgconn
        while batch := copy.connection.wait(_batch(pgconn)):
            yield batch


def _batch(pgconn: PGconn) -> Generator[Wait, Ready, list[bytes]]:
    """Return the next lines, [] after the last one. Raises psycopg.Error if COPY fails."""
    batch: list[bytes] = []
    if pgconn.transaction_status != TransactionStatus.ACTIVE:
        return batch
    while len(batch) < BATCH:
        size, line = pgconn.get_copy_data(1)
        if size > 0:
            batch.append(bytes(line))
        elif size == 0:  # no line has arrived yet
            while not (yield Wait.R):
                pass
            pgconn.consume_input()
        else:
            [result] = iter(pgconn.get_result, None)
            if result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
            break
    return batch
