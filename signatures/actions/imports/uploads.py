"""Files of names that organizers upload: their columns, start, and end. checking.py reads them."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO, NamedTuple

from django.db import transaction
from django.utils import timezone

from signatures.actions.record_keeping import audit_log
from signatures.models import (
    Batch,
    Decision,
    ImportFile,
    ImportLine,
    ImportPart,
    Statement,
    User,
)
from signatures.text.imports import csv_files, workbooks
from signatures.text.imports.csv_files import Record

PART = 1 << 20  # bytes
IN_MEMORY = 2 << 20  # bytes of a file that are not written to disk
KEEP_LINES = timedelta(days=1)

Step, State = ImportFile.Step, Batch.State


class FileFacts(NamedTuple):
    """The kind of an uploaded file, and the encodings that fit it (none for a workbook)."""

    is_workbook: bool
    encodings: list[str]


@transaction.atomic
def upload(
    statement: Statement, file: BinaryIO, facts: FileFacts, *, by: User, reason: str
) -> ImportFile:
    """Store a file for an import of names, and import nothing yet."""
    batch = Batch.objects.create(statement=statement, act=Batch.Act.IMPORT, reason=reason, by=by)
    made = ImportFile.objects.create(
        batch=batch,
        is_workbook=facts.is_workbook,
        encodings=facts.encodings,
        encoding=facts.encodings[0] if facts.encodings else "",
        size=0,
        sha256="",
    )
    sha256 = hashlib.sha256()
    file.seek(0)
    for number, data in enumerate(iter(lambda: file.read(PART), b"")):
        sha256.update(data)
        made.size += len(data)
        ImportPart.objects.create(file=made, number=number, data=data)
    made.sha256 = sha256.hexdigest()
    made.save(update_fields=["size", "sha256"])
    _log(batch, "", f"file of {made.size:,} bytes uploaded", by)
    return made


def records(file: ImportFile, encoding: str = "") -> Iterator[Record]:
    """Yield the records of an uploaded file, headings first. Raises workbooks.DamagedError."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        parts = file.parts.order_by("number").values_list("data", flat=True)
        for data in parts.iterator(chunk_size=1):
            copy.write(data)
        copy.seek(0)
        if file.is_workbook:
            yield from workbooks.records(copy)  # type: ignore[arg-type]  # it is a binary file
        else:
            yield from csv_files.records(copy, encoding or file.encoding)  # type: ignore[arg-type]


def headings(file: ImportFile, encoding: str = "") -> list[str]:
    """Return the cells of the first record. Raises DamagedError or UnicodeDecodeError."""
    first = next(records(file, encoding), None)
    return first.cells or [] if first else []


@transaction.atomic
def choose_columns(
    file: ImportFile,
    columns: dict[str, int],
    *,
    unused: list[str],
    encoding: str = "",
    date_order: str = "",
) -> bool:
    """Let the worker read the file with these ``columns``; return False if it has started.

    May be repeated: the file is read again from the start.
    """
    here = ImportFile.objects.select_for_update(of=["self"])
    if not here.filter(pk=file.pk, batch__state=State.PLANNED).exists():
        return False
    ImportLine.objects.filter(file=file).delete()
    file.columns, file.unused = columns, [each[:60] for each in unused]
    file.encoding, file.date_order = encoding or file.encoding, date_order
    file.date_orders, file.unclear_date, file.problem = [], "", ""
    file.step, file.reached, file.total = Step.READING, 0, 0
    file.attempt += 1
    file.save()
    return True


@transaction.atomic
def start(file: ImportFile, *, by: User) -> bool:
    """Let the worker add the lines; return False if the file is not ready or has started."""
    ready = ImportFile.objects.filter(pk=file.pk, step=Step.READY)
    if not ready.select_for_update(of=["self"]).exists():
        return False
    started = {"state": State.RUNNING, "by": by, "started_at": timezone.now()}
    planned = Batch.objects.filter(pk=file.pk, state=State.PLANNED, total__gt=0)
    if not planned.update(**started):
        return False
    file.parts.all().delete()
    batch = Batch.objects.get(pk=file.pk)
    _log(batch, "previewed", f"import: {batch.total} signatures", by, batch.reason)
    return True


@transaction.atomic
def discard(file: ImportFile, *, by: User) -> bool:
    """Delete a file and its lines; return False if its import has started."""
    batch = Batch.objects.filter(pk=file.pk, state=State.PLANNED).select_for_update().first()
    if batch is None:
        return False
    _log(batch, "previewed", "file deleted, nothing imported", by)
    batch.delete()
    return True


def imported_before(file: ImportFile) -> Batch | None:
    """Return the import of the same file for the same statement, unless it was undone."""
    same = Batch.objects.filter(
        import_file__sha256=file.sha256, statement=file.batch.statement_id, moved__gt=0
    )
    undone = Batch.objects.filter(undoes__in=same).exclude(state=State.CANCELLED)
    found = same.exclude(pk=file.pk).exclude(pk__in=undone.values("undoes"))
    return found.order_by("-started_at").first()


def delete_expired() -> int:
    """Delete what is left of files a day after they were uploaded or imported; return the number.

    May be repeated. Files that were never imported go with their batch (``bulk.delete_old``).
    """
    over = Batch.objects.filter(ended_at__lt=timezone.now() - KEEP_LINES)
    lines, _ = ImportLine.objects.filter(file__batch__in=over).delete()
    headings = ImportFile.objects.filter(batch__in=over).exclude(unused=[])
    return lines + headings.update(unused=[])


def _log(batch: Batch, before: str, after: str, by: User, reason: str = "") -> None:
    audit_log.record(
        Decision.About.BATCH,
        by=by,
        subject=f"batch {batch.pk}",
        statement=batch.statement,
        from_state=before,
        to_state=after,
        reason=reason,
        batch=batch.pk,
    )
