"""CSV import of names collected elsewhere, on paper or by an earlier form.

All lines go through a table that lasts as long as the transaction. So memory use stays
constant, and the dry run checks exactly what the real run would do.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from signatures.actions.counts import tally_rule
from signatures.actions.counts.tally_rule import NO_OTHERS
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import Decision, TextVersion, User
from signatures.models.proof_methods import NO_PROOF

CHUNK = 20_000  # lines whose foreign keys are checked at once


class Line(NamedTuple):
    """One line of the file: its number, its ``problem`` ("" if none), and its fields."""

    number: int
    problem: str
    name: str = ""
    credit: str = ""
    occupation_id: int | None = None
    country: str = ""
    email: str = ""
    mailbox: str | None = None
    mailbox_soft: str | None = None
    signed_at: datetime | None = None
    search_text: str = ""
    name_key: bytes = b""


class Verdict(NamedTuple):
    """The result for one line; ``problem`` is "" if its fields are valid.

    ``twin`` is the earlier line it repeats, ``there`` the state of the signature it repeats.
    """

    number: int
    name: str
    problem: str
    twin: int | None
    there: str | None

    @property
    def accepted(self) -> bool:
        return not (self.problem or self.twin or self.there)


STAGE = """
    CREATE TEMPORARY TABLE arriving (
        number int PRIMARY KEY, problem text, name text, credit text, occupation_id bigint,
        country text, email text, mailbox text, mailbox_soft text, signed_at timestamptz,
        search_text text, name_key bytea, twin int, there text
    ) ON COMMIT DROP
"""
COLUMNS = ", ".join(Line._fields)
COPY = f"COPY arriving ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
LOOK_AT_COLUMNS = f"SELECT {COLUMNS} FROM arriving LIMIT 0"

# Lines are the same person if they have the same mailbox or, without an address, the same name
# and credit in the form used for search.
JUDGE = [
    "ANALYZE arriving",
    """
    UPDATE arriving SET twin = first.number FROM (
        SELECT mailbox, min(number) AS number FROM arriving
        WHERE problem = '' AND mailbox IS NOT NULL GROUP BY mailbox HAVING count(*) > 1
    ) first
    WHERE arriving.mailbox = first.mailbox AND arriving.number > first.number AND problem = ''
    """,
    """
    UPDATE arriving SET twin = first.number FROM (
        SELECT search_text, min(number) AS number FROM arriving
        WHERE problem = '' GROUP BY search_text HAVING count(*) > 1
    ) first
    WHERE arriving.search_text = first.search_text AND arriving.number > first.number
        AND problem = '' AND mailbox IS NULL
    """,
    """
    UPDATE arriving SET there = state FROM signatures_signature there
    WHERE there.statement_id = %(statement)s AND there.mailbox = arriving.mailbox
        AND problem = '' AND twin IS NULL
    """,
    """
    UPDATE arriving SET there = state FROM signatures_signature there
    WHERE there.statement_id = %(statement)s AND there.search_text = arriving.search_text
        AND there.search_text <> '' AND arriving.mailbox IS NULL
        AND problem = '' AND twin IS NULL
    """,
]
LOOK = "SELECT number, name, problem, twin, there FROM arriving ORDER BY number"

# One delta for equal rows of a chunk, which is small enough for the small integer of a delta.
ADD = f"""
    WITH added AS (
        INSERT INTO signatures_signature (
            statement_id, text_version_id, state, public_id, name, credit, occupation_id, country,
            display, updates, email, mailbox, mailbox_soft, source_network, hold_reasons,
            added_by_organizers, search_text, name_key, signed_at, published_at)
        SELECT %(statement)s, %(text)s, 'published', gen_random_uuid(), name, credit,
            occupation_id, country, 'full', false, email, mailbox, mailbox_soft, '', '{{}}',
            true, search_text, name_key, coalesce(signed_at, %(now)s), %(now)s
        FROM arriving
        WHERE number > %(after)s AND number <= %(upto)s
            AND problem = '' AND twin IS NULL AND there IS NULL
        ON CONFLICT (statement_id, mailbox) DO NOTHING
        RETURNING id, statement_id, state, refusal, display, text_version_id, occupation_id,
            country, signed_at, attested_at
    ), logged AS (
        INSERT INTO signatures_decision (
            signature_id, statement_id, from_state, to_state, by_id, reason, batch, decided_at)
        SELECT id, %(statement)s, '', 'published', %(by)s, %(reason)s, %(batch)s, %(now)s
        FROM added
    ), counted AS (
        {tally_rule.change("added", proof=f"'{NO_PROOF}'", guild="NULL::bigint", others=NO_OTHERS)}
    )
    SELECT count(*) FROM added
"""


# PostgreSQL updates its statistics by itself after a while. If more than a tenth is new, plans
# made until then would assume a much shorter list.
IS_ANOTHER_LIST = (
    "SELECT %s > reltuples / 10 FROM pg_class WHERE oid = 'signatures_signature'::regclass"
)


class Import:
    """An import of one file. Call ``stage``, ``verdicts``, ``add`` in ``transaction.atomic``."""

    def __init__(self, text: TextVersion) -> None:
        self.text = text
        self.last = 0

    def stage(self, lines: Iterable[Line]) -> None:
        """Load all ``lines`` and find those that repeat another line or an existing signature."""
        with connection.cursor() as cursor:
            cursor.execute(STAGE)
            self._copy(cursor, lines)
            for step in JUDGE:
                cursor.execute(step, {"statement": self.text.statement_id})

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdict on each line, in the order of the file."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(LOOK)
            yield from map(Verdict._make, cursor)

    def add(self, *, by: User | None, reason: str, batch: uuid.UUID) -> Iterator[int]:
        """Publish the accepted lines; yield after each chunk how many of it were added.

        They are marked as added by the organizers and have no proof; no one is e-mailed. Each
        gets a Decision with ``batch``, and one more describes the batch. People who have
        signed in the meantime are left out.
        """
        facts: dict[str, Any] = {
            "statement": self.text.statement_id,
            "text": self.text.pk,
            "now": timezone.now(),
            "by": by and by.pk,
            "reason": audit_log.without_addresses(reason),
            "batch": batch,
        }
        page_cache.invalidate_on_commit()
        total = 0
        with connection.cursor() as cursor:
            for after in range(0, self.last, CHUNK):
                cursor.execute(ADD, {**facts, "after": after, "upto": after + CHUNK})
                [added] = cursor.fetchone()
                connection.check_constraints()
                total += added
                yield added
            cursor.execute(IS_ANOTHER_LIST, [total])
            if cursor.fetchone()[0]:
                cursor.execute("ANALYZE signatures_signature")
        audit_log.record(
            Decision.About.BATCH,
            by=by,
            subject=f"{total} names added",
            statement=self.text.statement,
            reason=reason,
            batch=batch,
        )

    def _copy(self, cursor: CursorWrapper, lines: Iterable[Line]) -> None:
        cursor.execute(LOOK_AT_COLUMNS)
        types = [column.type_code for column in cursor.description]
        with cursor.copy(COPY) as copy:
            copy.set_types(types)
            for line in lines:
                copy.write_row(line)
                self.last = line.number
