"""The lines of an export as PostgreSQL writes them: what ``signatories.row`` shows, in SQL."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.utils import CursorWrapper
from django.db.models import Case, F, Value, When
from django.db.models.expressions import Combinable

from signatures.models import Guild, Signature
from signatures.models.signature import SignatureQuerySet

Display = Signature.Display

MANY = 10_000  # lines
BATCH = 500  # lines passed on at once
PLAIN = {"id", "added_by_organizers", "attested_at", "display", "guild_ids", "published_at"}

# What spreadsheets take for a formula, whatever blanks stand before it. An apostrophe in
# front makes it text to them.
BLANKS = r"\\s\\u00a0\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff"
FORMULA = rf"E'^[{BLANKS}]*[-=+@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]'"


def no_formula(column: str) -> str:
    # Most cells begin with a Latin letter, and need no closer look.
    plain = f"""{column} COLLATE "C" >= 'A' AND {column} COLLATE "C" < '~'"""
    formula = f"{column} ~ {FORMULA}"
    return f"CASE WHEN {plain} THEN {column} WHEN {formula} THEN '''' || {column} ELSE {column} END"


# The proofs of a line: when the last was given, by a guild if there is one.
PROOFS = """
    array_agg(method ORDER BY proof.id) AS methods,
    array_agg(guild.name ORDER BY proof.id) FILTER (WHERE guild_id IS NOT NULL) AS guilds,
    max(proof.attested_at) FILTER (WHERE guild_id IS NOT NULL) AS as_of
    FROM signatures_attestation proof LEFT JOIN signatures_guild guild ON guild.id = guild_id
"""
# Each word once, where it stands first. One word, or two different ones, are in order already.
ONCE = """
    CASE WHEN cardinality({words}) > 2 OR {words}[1] = {words}[2] THEN ARRAY(
        SELECT word FROM unnest({words}) WITH ORDINALITY AS _ (word, place)
        GROUP BY word ORDER BY min(place)
    ) ELSE {words} END
"""
# A signature that no guild vouches for was proven by mail, or not at all. The others are looked
# up line by line, or all at once for MANY lines. OFFSET 0 has PostgreSQL work each column out
# once a line, and not wherever it is named.
LINES = f"""
    FROM (
        SELECT proven.*, {ONCE.format(words="methods_of_all")} AS methods,
            {ONCE.format(words="guilds_of_all")} AS guilds
        FROM (
            {{first}}
            SELECT listed.*, coalesce(as_of, attested_at) AS as_of,
                CASE WHEN display = 'anonymous' THEN ARRAY(
                    SELECT guild FROM unnest(guilds) AS guild WHERE guild = ANY(%s)
                ) ELSE guilds END AS guilds_of_all,
                coalesce(methods, CASE WHEN attested_at IS NOT NULL THEN ARRAY['email'] END)
                    AS methods_of_all
            FROM ({{{{listed}}}}) listed LEFT JOIN {{vouched}}
            ORDER BY {{{{order}}}} OFFSET 0
        ) proven OFFSET 0
    ) lines
"""
FEW_LINES = LINES.format(
    first="",
    vouched=f"LATERAL (SELECT {PROOFS} WHERE signature_id = listed.id) vouched ON true",
)
MANY_LINES = LINES.format(
    first=f"""
        WITH vouched AS MATERIALIZED (
            SELECT signature_id, {PROOFS}
            WHERE signature_id IN (
                SELECT signature_id FROM signatures_attestation WHERE guild_id IS NOT NULL
            ) GROUP BY signature_id
        )""",
    vouched="vouched ON vouched.signature_id = listed.id",
)
TO_CSV = f"""
    COPY (
        SELECT {no_formula("name_shown")}, {no_formula("credit_shown")},
            {no_formula("occupation_shown")}, country_shown,
            {no_formula("array_to_string(guilds, '; ')")},
            array_to_string(methods, '; '), as_of::date,
            date_trunc('second', published_at)::timestamp,
            CASE WHEN added_by_organizers AND methods IS NULL THEN 'yes' ELSE '' END
        {{lines}}
    ) TO STDOUT (FORMAT CSV)
"""
# JSON holds neither of the two control characters, so that CSV leaves it as it is.
TO_JSON = """
    COPY (
        SELECT json_build_object(
            'name', nullif(name_shown, ''), 'credit', credit_shown,
            'occupation', occupation_shown, 'country', country_shown,
            'guilds', coalesce(guilds, '{{}}'),
            'verified_by', coalesce(methods, '{{}}'), 'verified_on', as_of::date,
            'signed_at', to_char(published_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        {lines}
    ) TO STDOUT (FORMAT CSV, QUOTE E'\\x01', DELIMITER E'\\x02')
"""


def lines(
    cursor: CursorWrapper, listed: SignatureQuerySet, count: int, copy: str, large: Collection[int]
) -> Iterator[list[bytes]]:
    """Yield the ``count`` lines that ``copy`` writes, a batch at a time.

    ``large`` are the guilds of which even those are called members whose name is withheld.
    """
    shown, order = _shown(), listed.query.order_by
    fields = PLAIN | {each.lstrip("-") for each in order}
    wanted = listed.order_by().annotate(**shown).values(*sorted(fields), *shown)
    try:
        sql, parameters = wanted.query.sql_with_params()
    except EmptyResultSet:
        return
    of = MANY_LINES if count > MANY else FEW_LINES
    falling = (f"{each.lstrip('-')} {'DESC' if each[0] == '-' else 'ASC'}" for each in order)
    query = copy.format(lines=of.format(listed=sql, order=", ".join(falling)))
    named = list(Guild.objects.filter(pk__in=large).values_list("name", flat=True))
    yield from copied(cursor, query, [named, *parameters])


def copied(cursor: CursorWrapper, query: str, parameters: Sequence[Any]) -> Iterator[list[bytes]]:
    """Yield what a COPY TO STDOUT writes, a batch of lines at a time."""
    with cursor.cursor.copy(query, parameters) as copy:  # Django's own takes no parameters
        written = iter(copy)
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
