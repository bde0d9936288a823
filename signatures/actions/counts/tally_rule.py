"""The rule of which signature counts where, as the SQL that every change of the tallies uses.

A signature counts once it is proven or organizers have added it. Equal signatures share a cell:
the values of CELL. BY_DIMENSION says in which tallies a cell counts.
"""

from signatures.models.proof_methods import METHODS, NO_PROOF, Method

# The proof by which a signature is counted: its strongest, and of equal ones the first. An address
# at a guild that is no sign of membership counts as what it is, a confirmed address.
STRONGEST = f"""
    SELECT DISTINCT ON (signature_id) signature_id,
        CASE WHEN is_membership THEN guild_id END AS guild_id,
        CASE WHEN is_membership THEN method ELSE '{Method.EMAIL}' END AS method
    FROM signatures_attestation {{where}}
    ORDER BY signature_id, array_position(ARRAY{list(METHODS)}::varchar[], method) DESC,
        is_membership DESC, id
"""

COUNTS = "(attested_at IS NOT NULL OR added_by_organizers)"

# The columns of a cell, from those of a signature and of its strongest proof. Occupation and
# country count only where they are shown.
CELL = {
    "statement_id": "statement_id",
    "state": "{state}",
    "refusal": "{refusal}",
    "proof": "{proof}",
    "guild_id": "{guild}",
    "occupation_id": "CASE display WHEN 'full' THEN {occupation} END",
    "country": "CASE display WHEN 'full' THEN country ELSE '' END",
    "day": "(coalesce(attested_at, signed_at) AT TIME ZONE 'UTC')::date",
    "text_version_id": "text_version_id",
    "other_guilds": "{others}",
    "display": "display",
}
# Where those columns are read, unless the row calls them otherwise.
SOURCES = {
    "state": "state",
    "refusal": "refusal",
    "proof": f"coalesce(method, '{NO_PROOF}')",
    "guild": "guild_id",
    "others": "array_remove(guild_ids, guild_id)",  # of further proofs
    "occupation": "occupation_id",
}

NO_OTHERS = "ARRAY[]::bigint[]"  # as ``others``, for signatures with at most one proof

# The rows of each dimension that a cell counts in.
BY_DIMENSION = """
    SELECT statement_id, 'state' AS dimension, state AS value, amount FROM {changes}
    UNION ALL SELECT statement_id, 'proof', proof, amount FROM {changes}
        WHERE state = 'published'
    UNION ALL SELECT statement_id, 'guild', unnest(guild_id || other_guilds)::text, amount
        FROM {changes} WHERE state = 'published' AND guild_id IS NOT NULL
    UNION ALL SELECT statement_id, 'listed', unnest(guild_id || other_guilds)::text, amount
        FROM {changes}
        WHERE state = 'published' AND guild_id IS NOT NULL AND display <> 'counted'
    UNION ALL SELECT statement_id, 'display', display, amount FROM {changes}
        WHERE state = 'published' AND display <> ''
    UNION ALL SELECT statement_id, 'occupation', occupation_id::text, amount FROM {changes}
        WHERE state = 'published' AND occupation_id IS NOT NULL
    UNION ALL SELECT statement_id, 'country', country, amount FROM {changes}
        WHERE state = 'published' AND country <> ''
    UNION ALL SELECT statement_id, 'day', day::text, amount FROM {changes}
        WHERE state = 'published'
    UNION ALL SELECT statement_id, 'refusal', refusal, amount FROM {changes}
        WHERE state = 'rejected' AND refusal <> ''
    UNION ALL SELECT statement_id, 'text', text_version_id::text, amount FROM {changes}
        WHERE state = 'published' AND text_version_id IS NOT NULL
    UNION ALL SELECT statement_id, 'text_occ', text_version_id || ':' || occupation_id, amount
        FROM {changes}
        WHERE state = 'published' AND text_version_id IS NOT NULL AND occupation_id IS NOT NULL
    UNION ALL SELECT statement_id, 'text_land', text_version_id || ':' || country, amount
        FROM {changes} WHERE state = 'published' AND text_version_id IS NOT NULL AND country <> ''
    UNION ALL SELECT statement_id, 'text_guild',
            text_version_id || ':' || unnest(guild_id || other_guilds), amount
        FROM {changes} WHERE state = 'published' AND text_version_id IS NOT NULL
            AND guild_id IS NOT NULL AND display <> 'counted'
"""


def cells(rows: str, *, amount: str = "count(*)", **sources: str) -> str:
    """Return a query for the cells of ``rows``, a FROM clause, and the ``amount`` of each.

    ``sources`` say where a column of SOURCES is read instead.
    """
    read = SOURCES | sources
    columns = [f"{each.format(**read)} AS {name}" for name, each in CELL.items()]
    places = ", ".join(str(place) for place in range(1, len(CELL) + 1))
    return f"SELECT {', '.join(columns)}, {amount} AS amount FROM {rows} GROUP BY {places}"


def change(rows: str, *, amount: str = "count(*)", now: str = "%(now)s", **sources: str) -> str:
    """Return a statement that writes a tally delta for each cell of ``rows``; see ``cells``."""
    return f"""
        INSERT INTO signatures_tallydelta ({", ".join(CELL)}, amount, created_at)
        SELECT {", ".join(CELL)}, amount, {now} FROM ({cells(rows, amount=amount, **sources)}) cells
    """
