"""Public launch list: the names when a statement became public, as a page, CSV and PDF."""

import hashlib

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from signatures.actions.record_keeping.frozen_lists import Line
from signatures.actions.statements.launch import launch_list
from signatures.models import LaunchList, TextVersion
from signatures.renditions.files import launch_csv, pdf
from signatures.views import public

MOST_SHOWN = 5_000  # names on the page and in the PDF; the CSV has all
CACHE_SECONDS = 600  # seconds; the key of a PDF covers all that it shows


@require_safe
@public.cached()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    text, launch = _launch_or_404(request, slug)
    lines = launch_list.lines(launch)
    shown = _by_name(lines)
    context = {
        "text": text,
        "statement": text.statement,
        "launch": launch,
        "lines": shown[:MOST_SHOWN],
        "public": len(shown),
        "is_all": len(shown) <= MOST_SHOWN,
        "changed": sum(each.is_changed for each in lines),
        "gone": sum(each.row is None for each in lines),
    }
    return render(request, "record/launch/list.html", context)


@require_safe
@public.cached()
def csv_file(request: HttpRequest, slug: str) -> HttpResponse:
    _, launch = _launch_or_404(request, slug)
    content = launch_csv.write(launch_list.lines(launch))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-launch-list.csv"'
    return response


@require_safe
@public.cached()
def pdf_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the list as a PDF, as far as names are public. Raises Http404 for a very long list."""
    text, launch = _launch_or_404(request, slug)
    if launch.names > MOST_SHOWN:
        raise Http404
    content = _pdf(text, launch, _by_name(launch_list.lines(launch)))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-launch-list.pdf"'
    return response


def _pdf(text: TextVersion, launch: LaunchList, lines: list[Line]) -> bytes:
    rows = [each.row for each in lines if each.row]
    shown = repr((text.pk, launch.sha256, [(row.name, row.credit) for row in rows]))
    key = f"launch-{hashlib.sha256(shown.encode()).hexdigest()}"
    content = caches["pages"].get(key)
    if content is None:
        content = pdf.launch(
            text, rows, names=launch.names, sha256=launch.sha256, made_at=timezone.now()
        )
        caches["pages"].set(key, content, CACHE_SECONDS)
    return content


def _by_name(lines: list[Line]) -> list[Line]:
    return sorted(
        (each for each in lines if each.row),
        key=lambda each: each.row.name.casefold() if each.row else "",
    )


def _launch_or_404(request: HttpRequest, slug: str) -> tuple[TextVersion, LaunchList]:
    text = public.text_or_404(request, slug)
    launch = launch_list.of(text.statement)
    if launch is None:
        raise Http404
    launch.statement = text.statement
    return text, launch
