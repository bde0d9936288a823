"""Import of names: upload a file, choose its columns, see a preview, start."""

import uuid
from http import HTTPStatus
from itertools import islice
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.imports import uploads
from signatures.forms.imports import ColumnsForm, StartForm, UploadForm
from signatures.models import Batch, ImportFile, Right, TextVersion
from signatures.models.import_note import FileProblem, LineProblem
from signatures.renditions.files import imports as report
from signatures.text.imports import workbooks
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

LATEST = 50  # imports on the page
EXAMPLES = 10  # lines of each kind in a preview
SAMPLE_LINES = 5  # of the file, beside the choice of columns
SEARCHED = 500  # lines in which an example of an encoding is searched

Step, State = ImportFile.Step, Batch.State
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def imports_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the imports of a statement. POST uploads a file."""
    statement = statement_or_404(slug)
    form, status = UploadForm(), HTTPStatus.OK
    if request.method == "POST":
        get_object_or_404(TextVersion.objects.filter(statement=statement)[:1])
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            reason, file = form.cleaned_data["reason"], form.cleaned_data["file"]
            made = uploads.upload(statement, file, form.facts, by=request.user, reason=reason)
            return redirect("desk_import", slug, made.pk)
        status = WRONG
    found = Batch.objects.filter(statement=statement, act=Batch.Act.IMPORT)
    latest = found.select_related("by", "import_file").order_by("-planned_at", "-pk")[:LATEST]
    context = {"form": form, "imports": latest}
    return desk_page(
        request, "desk/imports/imports.html", context, statement=statement, status=status
    )


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Ask for the columns of a file, show how far the worker is, or a preview.

    POST chooses the columns.
    """
    file = _file(slug, pk)
    if file.batch.state != State.PLANNED:
        return redirect("desk_batch", slug, pk)
    is_asked = request.method == "POST" or "columns" in request.GET or file.step == Step.MAPPING
    if is_asked:
        return _columns_page(request, file)
    if file.step == Step.READY:
        return _preview_page(request, file)
    total = file.total if file.step == Step.SCREENING else 0
    done = file.lines.filter(number__lte=file.reached).count() if total else file.reached
    context = {"file": file, "done": done, "total": total}
    return desk_page(request, "desk/imports/checking.html", context, statement=file.batch.statement)


def _columns_page(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    try:
        head = [each.cells or [] for each in islice(uploads.records(file), 1 + SAMPLE_LINES)]
        samples = _samples(file)
    except workbooks.DamagedError:
        head, samples = [], {}
        file.problem = FileProblem.DAMAGED
    form = ColumnsForm(
        request.POST or None, file=file, headings=head[0] if head else [], samples=samples
    )
    if request.method == "POST" and form.is_valid():
        uploads.choose_columns(
            file,
            form.chosen(),
            unused=form.unused(),
            encoding=form.cleaned_data.get("encoding", ""),
            date_order=form.cleaned_data["date_order"],
        )
        return redirect("desk_import", file.batch.statement.slug, file.pk)
    context = {
        "file": file,
        "form": form,
        "head": head[:1],
        "rows": head[1:],
        "problem": FileProblem(file.problem).label if file.problem else "",
    }
    return desk_page(
        request,
        "desk/imports/columns.html",
        context,
        statement=file.batch.statement,
        status=WRONG if form.errors else HTTPStatus.OK,
    )


def _samples(file: ImportFile) -> dict[str, str]:
    """Return, for each encoding that fits the file, how it reads a line with other letters."""
    if len(file.encodings) < 2:
        return {}
    found: dict[str, str] = {}
    for encoding in file.encodings:
        lines = islice(uploads.records(file, encoding), SEARCHED)
        texts = (" ".join(each.cells or []) for each in lines)
        sample = next((each for each in texts if not each.isascii()), "")
        if sample not in found.values():
            found[encoding] = sample[:80]
    return found


def _preview_page(request: SignedInRequest, file: ImportFile, form: Any = None) -> HttpResponse:
    batch = file.batch
    before = uploads.imported_before(file)
    published = file.lines.filter(problem="", state="published", notes=[]).order_by("number")
    context = {
        "file": file,
        "batch": batch,
        "form": form or StartForm(is_repeated=bool(before)),
        "before": before,
        "states": [(label, batch.states.get(state, 0)) for state, label in report.OUTCOMES.items()],
        "left_out": [(LineProblem(why).label, number) for why, number in batch.left_out.items()],
        "left_out_total": sum(batch.left_out.values()),
        "examples": published.select_related("occupation")[:EXAMPLES],
        "lines": [
            (each, report.outcome(each), report.why(each))
            for each in report.to_report(file)[:EXAMPLES]
        ],
    }
    return desk_page(
        request,
        "desk/imports/preview.html",
        context,
        statement=batch.statement,
        status=WRONG if form and form.errors else HTTPStatus.OK,
    )


@requires(Right.SIGNATURES)
@require_POST
@reauthentication_required
def start(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    file = _file(slug, pk)
    form = StartForm(request.POST, is_repeated=bool(uploads.imported_before(file)))
    if file.batch.state == State.PLANNED and file.step == Step.READY and not form.is_valid():
        return _preview_page(request, file, form)
    if not uploads.start(file, by=request.user):
        messages.error(request, gettext("This import has started already, or is not ready."))
        return redirect("desk_import", slug, pk)
    return redirect("desk_batch", slug, pk)


@requires(Right.SIGNATURES)
@require_POST
def discard(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    if uploads.discard(_file(slug, pk), by=request.user):
        messages.success(request, gettext("The file is deleted. Nothing was imported."))
        return redirect("desk_imports", slug)
    messages.error(request, gettext("This import has started already; you can undo it."))
    return redirect("desk_batch", slug, pk)


@requires(Right.SIGNATURES)  # type: ignore[arg-type]  # a file is sent in parts
@require_safe
def report_file(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponseBase:
    """Serve the report on an import as CSV."""
    file = _file(slug, pk)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{slug}-import-report.csv"',
    }
    return StreamingHttpResponse(report.report(file), headers=headers)


def _file(slug: str, pk: uuid.UUID) -> ImportFile:
    found = ImportFile.objects.select_related("batch__statement", "batch__by")
    return get_object_or_404(found, pk=pk, batch__statement=statement_or_404(slug))
