"""Outcome of each imported line: its date, and the state that screening gives it."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Q

from signatures import tokens
from signatures.actions.evidence import screening
from signatures.actions.evidence.candidates import Candidate
from signatures.actions.imports.cleaning import quoted
from signatures.models import HoldReason, ImportFile, ImportLine, Signature, Suppression
from signatures.models.import_note import LineNote, LineProblem
from signatures.text.imports import dates

State = Signature.State
FIRST_YEAR = 1900

# Django's bulk_create takes several times as long, and its bulk_update ten times.
COLUMNS_OF_A_LINE = [each.attname for each in ImportLine._meta.concrete_fields[1:]]  # without id
INSERT = """
    INSERT INTO signatures_importline ({columns})
    SELECT {columns} FROM jsonb_populate_recordset(NULL::signatures_importline, %s::jsonb)
""".format(columns=", ".join(COLUMNS_OF_A_LINE))  # noqa: S608 - no value in it
SAVE = """
    UPDATE signatures_importline line SET notes = outcome.notes, signed_at = outcome.signed_at,
        state = outcome.state, hold_reasons = outcome.hold_reasons,
        refused_by = outcome.refused_by
    FROM jsonb_to_recordset(%s::jsonb) AS outcome (id bigint, notes varchar[],
        signed_at timestamptz, state varchar, hold_reasons varchar[], refused_by varchar)
    WHERE line.id = outcome.id
"""
COLUMNS = ["id", "notes", "signed_at", "state", "hold_reasons", "refused_by"]


def leave_out_suppressed(file: ImportFile, lines: Iterable[tuple[int, str | None]]) -> set[int]:
    """Leave out people who said that they did not sign this statement; return their lines' ids.

    ``lines`` are pairs of id and mailbox.
    """
    of_statement = Q(statement=file.batch.statement_id) | Q(statement=None)
    hashes = Suppression.objects.filter(of_statement).values_list("mailbox_hash", flat=True)
    said_no = set(map(bytes, hashes))
    if not said_no:
        return set()
    out = {
        pk
        for pk, mailbox in lines
        if mailbox and not said_no.isdisjoint(tokens.fingerprints(mailbox, purpose="mailbox"))
    }
    ImportLine.objects.filter(pk__in=out).update(problem=LineProblem.SAID_NO, state="")
    return out


def screen(file: ImportFile, lines: list[ImportLine]) -> None:
    """Set the state that each line gets by the rules for confirmed signatures, and why.

    Two lines with the same name and credit are held like two forms with them: the second is.
    """
    verdicts = screening.screen_all([_candidate(file, line) for line in lines])
    for line, verdict in zip(lines, verdicts, strict=True):
        reasons = list(verdict.reasons)
        if line.is_repeated and HoldReason.SAME_WORDS not in reasons:
            reasons.append(HoldReason.SAME_WORDS.value)
        line.hold_reasons = reasons
        line.refused_by = verdict.refused_by[:120]
        line.state = State.HELD if reasons else State.PUBLISHED
        if verdict.refused_by:
            line.state = State.REJECTED


def _candidate(file: ImportFile, line: ImportLine) -> Candidate:
    return Candidate(
        file.batch.statement,
        line.name,
        line.credit,
        line.search_text,
        line.mailbox,
        line.mailbox_soft,
    )


def read_date(line: ImportLine, order: str, now: datetime) -> None:
    """Read the date of a line. A line without a readable date keeps a note of it."""
    if not line.date or line.problem:
        return
    line.signed_at = dates.read(line.date, dates.Order(order) if order else None)
    if line.signed_at and line.signed_at > now:
        line.signed_at = None
        line.notes.append(quoted(LineNote.FUTURE, line.date))
    elif line.signed_at is None or line.signed_at.year < FIRST_YEAR:
        line.signed_at = None
        line.notes.append(quoted(LineNote.DATE, line.date))


def insert(lines: list[ImportLine]) -> None:
    """Add new ``lines`` to the database. They do not learn their ids."""
    _write(INSERT, lines, COLUMNS_OF_A_LINE)


def save(lines: list[ImportLine]) -> None:
    """Write the outcomes of ``lines`` to the database."""
    _write(SAVE, lines, COLUMNS)


def _write(sql: str, lines: list[ImportLine], columns: list[str]) -> None:
    rows = [{column: getattr(line, column) for column in columns} for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, cls=DjangoJSONEncoder)])
