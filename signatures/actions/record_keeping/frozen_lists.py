"""Lists of names as they were at some time, frozen as hashes, without the names.

Each line is a hash of a random salt and what the list showed then. Pages show the names from the
signatures themselves, so what someone withdraws or hides is gone from here too, and the hash of
the whole list stays true.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

from signatures.models import (
    Decision,
    DeliveredLine,
    Delivery,
    LaunchLine,
    LaunchList,
    Signature,
    Statement,
)
from signatures.renditions import signatories

State = Signature.State
# The column of each kind of line that says which list it is of.
OWNERS = {LaunchLine: "launch_list_id", DeliveredLine: "delivery_id"}

# The database makes all lines at once, because readers wait when a process of the site makes a
# hundred thousand of them. `line_hash` says the same in Python, and a test compares the two.
# gen_random_uuid() has 122 random bits.
LINES = """
    WITH shown AS MATERIALIZED (
        SELECT id, words, replace(gen_random_uuid()::text, '-', '') AS salt
        FROM ({shown}) AS names
    )
    INSERT INTO {table} ({owner}, signature_id, salt, sha256)
    SELECT %s, id, salt, encode(sha256(convert_to(salt || chr(10) || words, 'UTF8')), 'hex')
    FROM shown
    RETURNING sha256
"""


class Line(NamedTuple):
    """One line as it may be shown now. Without ``row`` the name is no longer public.

    ``salt`` is "" if the entry has changed since, so that no one can test what it was.
    """

    sha256: str
    salt: str
    row: signatories.Row | None

    @property
    def is_changed(self) -> bool:
        return self.row is not None and not self.salt


def write(
    kind: type[LaunchLine | DeliveredLine],
    frozen: LaunchList | Delivery,
    *,
    statement: Statement,
    at: datetime,
) -> list[str]:
    """Write a line of ``frozen`` for each name that was public at ``at``; return their hashes."""
    credit = Case(When(display=Signature.Display.FULL, then="credit"), default=Value(""))
    version = "text_version__language", Value("-"), "text_version__number"
    line = Value("\n")
    words = Concat(F("name"), line, credit, line, *version, output_field=TextField())
    shown = _shown_at(statement, at).annotate(words=words)
    sql, parameters = shown.values("id", "words").query.sql_with_params()
    query = LINES.format(shown=sql, table=kind._meta.db_table, owner=OWNERS[kind])
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, frozen.pk])
        return [sha256 for (sha256,) in cursor.fetchall()]


def lines(stored: QuerySet, statement: Statement) -> list[Line]:
    """Return every stored line, sorted by its hash, with the names that are still public."""
    found = stored.order_by("sha256").values_list("sha256", "salt", "signature_id")
    listed = Signature.objects.listed(statement).filter(display__in=Signature.NAMED)
    shown = list(listed.filter(pk__in=stored.order_by().values("signature")))
    by_id = {each.pk: row for each, row in zip(shown, signatories.rows(shown), strict=True)}
    return [_line(sha256, salt, by_id.get(pk or 0)) for sha256, salt, pk in found]


def line_hash(salt: str, row: signatories.Row) -> str:
    """Return the hash of a line: of its salt, name, credit and text version, a line each."""
    words = "\n".join([salt, row.name, row.credit, row.text_version])
    return hashlib.sha256(words.encode()).hexdigest()


def list_hash(hashes: Iterable[str]) -> str:
    """Return the hash of the whole list: of all hashes of lines in order, a line each."""
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(hashes)).encode()).hexdigest()


def _line(sha256: str, salt: str, row: signatories.Row | None) -> Line:
    is_as_it_was = row is not None and salt and line_hash(salt, row) == sha256
    return Line(sha256, salt if is_as_it_was else "", row)


def _shown_at(statement: Statement, at: datetime) -> QuerySet[Signature]:
    """Return the signatures whose names were public at ``at``, by the log since then.

    Erased ones, and names that are withheld by now, are left out.
    """
    since = Decision.objects.filter(
        about=Decision.About.SIGNATURE, signature=OuterRef("pk"), decided_at__gt=at
    )
    first_since = Subquery(since.order_by("decided_at", "pk").values("from_state")[:1])
    then = Q(state=State.PUBLISHED, published_at__lte=at) | Q(
        state__in=[State.HELD, State.REJECTED]
    )
    return (
        Signature.objects.filter(then, statement=statement, display__in=Signature.NAMED)
        .exclude(name="")
        .alias(state_then=Coalesce(first_since, "state"))
        .filter(state_then=State.PUBLISHED)
        .order_by()
    )
