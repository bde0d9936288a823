"""Worker that reads and screens uploaded files, so that organizers see a preview.

The table of ImportFile is the queue. A worker locks a file and handles some of its lines in one
transaction, which also saves how far it got. So a killed worker loses one chunk of work, and
two workers never handle the same file.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from signatures.actions.imports import outcomes, uploads
from signatures.actions.imports.cleaning import Cleaner
from signatures.models import Batch, ImportFile, ImportLine
from signatures.models.import_note import FileProblem
from signatures.text.imports import dates, workbooks
from signatures.text.imports.csv_files import Record

MOST = 100_000  # lines of a file
READ_AT_ONCE = 2_000  # lines
SCREENED_AT_ONCE = 1_000  # lines
PAUSE = timedelta(milliseconds=20)

Step = ImportFile.Step

# Notes and problems that only show when all lines are known.
COMPARE = [
    """
    UPDATE signatures_importline line SET problem = 'same_address' FROM (
        SELECT mailbox, min(number) AS number FROM signatures_importline
        WHERE file_id = %(file)s AND problem = '' AND mailbox IS NOT NULL
        GROUP BY mailbox HAVING count(*) > 1
    ) first
    WHERE line.file_id = %(file)s AND line.mailbox = first.mailbox
        AND line.number > first.number AND line.problem = ''
    """,
    """
    UPDATE signatures_importline line SET problem = 'has_signed' FROM signatures_signature there
    WHERE line.file_id = %(file)s AND line.problem = '' AND line.mailbox IS NOT NULL
        AND there.statement_id = %(statement)s
        AND there.mailbox IN (line.mailbox, '2 ' || line.mailbox)
    """,
    """
    UPDATE signatures_importline line SET notes = notes || '{same_name}'::varchar[] FROM (
        SELECT lower(name) AS name, min(number) AS number FROM signatures_importline
        WHERE file_id = %(file)s AND problem = '' GROUP BY 1 HAVING count(*) > 1
    ) first
    WHERE line.file_id = %(file)s AND lower(line.name) = first.name
        AND line.number > first.number AND line.problem = ''
    """,
    """
    UPDATE signatures_importline line SET is_repeated = true FROM (
        SELECT search_text, min(number) AS number FROM signatures_importline
        WHERE file_id = %(file)s AND problem = '' AND credit <> ''
        GROUP BY search_text HAVING count(*) > 1
    ) first
    WHERE line.file_id = %(file)s AND line.search_text = first.search_text
        AND line.credit <> '' AND line.number > first.number AND line.problem = ''
    """,
    """
    UPDATE signatures_importline line SET notes = notes || '{on_the_list}'::varchar[]
    WHERE line.file_id = %(file)s AND line.problem = '' AND EXISTS (
        SELECT FROM signatures_signature there
        WHERE there.search_text = line.search_text AND there.state IN ('held', 'published')
            AND there.display = 'full' AND there.statement_id = %(statement)s)
    """,
]


def check_due() -> int:
    """Read and screen every file that waits for it; return how many lines were handled.

    May be repeated, by any number of workers at once.
    """
    handled, readers = 0, Readers()
    while (chunk := _check_chunk(readers)) is not None:
        handled += chunk
        time.sleep(PAUSE.total_seconds())
    return handled


class Readers:
    """The open file of this worker, so that the next chunk goes on where the last one ended."""

    def __init__(self) -> None:
        self._at: tuple[object, ...] = ()
        self._records: Iterator[Record] = iter(())

    def take(self, file: ImportFile, number: int) -> list[Record]:
        """Return the next ``number`` records after the headings. Raises workbooks.DamagedError."""
        if self._at != (file.pk, file.attempt, file.reached):
            self._records = islice(uploads.records(file), 1 + file.reached, None)
        found = list(islice(self._records, number))
        self._at = (file.pk, file.attempt, file.reached + len(found))
        return found


@transaction.atomic
def _check_chunk(readers: Readers) -> int | None:
    waiting = ImportFile.objects.filter(
        step__in=[Step.READING, Step.SCREENING], batch__state=Batch.State.PLANNED
    ).order_by("batch__planned_at")
    locked = waiting.select_for_update(of=["self"], skip_locked=True)
    file = locked.select_related("batch__statement").first()
    if file is None:
        return None
    if file.step == Step.SCREENING:
        return _screen_chunk(file)
    try:
        return _read_chunk(file, readers)
    except workbooks.DamagedError:
        return _refuse(file, FileProblem.DAMAGED)


def _read_chunk(file: ImportFile, readers: Readers) -> int:
    records = readers.take(file, READ_AT_ONCE)
    file.total = file.reached = file.reached + len(records)
    if file.total > MOST:
        return _refuse(file, FileProblem.TOO_MANY)
    lines = Cleaner(file).lines(records)
    outcomes.insert(lines)
    _note_dates(file, [line.date for line in lines if line.date])
    if len(records) < READ_AT_ONCE:
        _finish_reading(file)
    file.save()
    return len(records)


def _note_dates(file: ImportFile, typed: list[str]) -> None:
    proven = {order for each in typed if (order := dates.order_of(each))}
    file.date_orders = sorted({*file.date_orders, *proven})
    if not file.unclear_date:
        file.unclear_date = next(filter(dates.needs_order, typed), "")


def _finish_reading(file: ImportFile) -> None:
    """Go on to the screening, unless the organizer has to say how to read the dates."""
    if not file.total:
        file.step, file.problem = Step.MAPPING, FileProblem.EMPTY
        return
    if file.unclear_date and not file.date_order:
        if len(file.date_orders) != 1:
            file.step = Step.MAPPING
            return
        [file.date_order] = file.date_orders
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE signatures_importline")
        for step in COMPARE:
            cursor.execute(step, {"file": file.pk, "statement": file.batch.statement_id})
    lines = file.lines.filter(problem="").values_list("pk", "mailbox")
    outcomes.leave_out_suppressed(file, lines.iterator())
    file.step, file.reached = Step.SCREENING, 0


def _screen_chunk(file: ImportFile) -> int:
    further = ImportLine.objects.filter(file=file, number__gt=file.reached).order_by("number")
    lines = list(further[:SCREENED_AT_ONCE])
    now = timezone.now()
    for line in lines:
        outcomes.read_date(line, file.date_order, now)
    outcomes.screen(file, [line for line in lines if not line.problem])
    outcomes.save(lines)
    if lines:
        file.reached = lines[-1].number
    if len(lines) < SCREENED_AT_ONCE:
        _finish_screening(file)
    file.save()
    return len(lines)


def _finish_screening(file: ImportFile) -> None:
    """Count what will become of the lines, and let the organizer decide."""
    lines = ImportLine.objects.filter(file=file)
    states = lines.filter(problem="").order_by().values_list("state").annotate(Count("pk"))
    problems = lines.exclude(problem="").order_by().values_list("problem").annotate(Count("pk"))
    file.batch.states, file.batch.left_out = dict(states), dict(problems)
    file.batch.total = sum(file.batch.states.values())
    file.batch.save(update_fields=["states", "left_out", "total"])
    file.step = Step.READY


def _refuse(file: ImportFile, problem: str) -> int:
    ImportLine.objects.filter(file=file).delete()
    file.step, file.problem, file.reached = Step.MAPPING, problem, 0
    file.save()
    return 0
