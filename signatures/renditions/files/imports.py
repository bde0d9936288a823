"""Lines of an import that organizers should know of: left out, held, rejected or noted."""

import csv
import io
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.models import ImportFile, ImportLine, Signature
from signatures.models.hold_reason import in_words
from signatures.models.import_note import LineProblem, note_in_words

State = Signature.State
OUTCOMES = {
    State.PUBLISHED.value: _("on the list at once"),
    State.HELD.value: _("held for review"),
    State.REJECTED.value: _("rejected by a rule"),
}
LEFT_OUT = _("left out")
TO_REPORT = ~Q(problem="") | ~Q(notes=[]) | ~Q(state=State.PUBLISHED)
FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


def to_report(file: ImportFile) -> QuerySet[ImportLine]:
    """Return the lines that an organizer should look at."""
    return ImportLine.objects.filter(TO_REPORT, file=file).order_by("number")


def outcome(line: ImportLine) -> Promise:
    """Return what becomes of a line, in a few words."""
    return LEFT_OUT if line.problem else OUTCOMES[line.state]


def why(line: ImportLine) -> str:
    """Return all reasons and remarks in words."""
    words = [str(LineProblem(line.problem).label)] if line.problem else []
    words += in_words(line.hold_reasons) if line.state == State.HELD else []
    if line.state == State.REJECTED:
        words.append(line.refused_by)
    return "; ".join([*words, *map(note_in_words, line.notes)])


def report(file: ImportFile) -> Iterator[bytes]:
    """Yield the CSV report on a file: its columns left out, then a line for each line to check."""
    yield "\ufeff".encode()
    if file.unused:
        names = ", ".join(file.unused)
        yield _row([gettext("# Columns that were not imported: %s") % names])
    yield _row(["line", "name", "outcome", "why"])
    for line in to_report(file).iterator(chunk_size=1000):
        yield _row([str(line.number), line.name, str(outcome(line)), why(line)])


def _row(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    guarded = [f"'{each}" if each.startswith(FORMULA_STARTS) else each for each in cells]
    csv.writer(buffer).writerow(guarded)
    return buffer.getvalue().encode()
