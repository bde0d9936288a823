"""Downloads of the list: all of it, or the matches of a search."""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.evidence import voices
from signatures.actions.monitoring import reduced_mode
from signatures.actions.record_keeping import page_cache, replica
from signatures.errors import BusyError
from signatures.forms.signatories import SearchForm
from signatures.models import Signature, TextVersion
from signatures.renditions.files import exports
from signatures.renditions.texts import versions
from signatures.views import public
from signatures.views.access import embargo
from signatures.views.health.reduced import reduced_page

COME_BACK = 60  # seconds to wait before asking again


@require_safe
def signatories_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _file(request, slug, exports.write_csv, "csv", "text/csv; charset=utf-8")


@require_safe
def signatories_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _file(request, slug, exports.write_json, "json", "application/json")


class StartedStream:
    """An iterator whose first piece is already fetched, so that errors come before headers.

    The server calls ``close`` when the client has everything and when the client has gone.
    """

    def __init__(self, pieces: Generator[bytes, None, None]) -> None:
        self.pieces = pieces
        self.first = next(pieces)

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.pieces

    def close(self) -> None:
        self.pieces.close()


def _file(
    request: HttpRequest,
    slug: str,
    write: Callable[[exports.Export], Generator[bytes, None, None]],
    ending: str,
    content_type: str,
) -> HttpResponseBase:
    make = partial(_answer, request, slug, write, ending, content_type)
    return replica.read(make, generation=page_cache.generation(), not_there=Http404)


def _answer(
    request: HttpRequest,
    slug: str,
    write: Callable[[exports.Export], Generator[bytes, None, None]],
    ending: str,
    content_type: str,
) -> HttpResponseBase:
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="{_name(slug)}.{ending}"',
        "Cache-Control": "no-store",  # large, and true only when it is made
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    text = public.public_text_or_404(request, slug)
    form = SearchForm(request.GET, statement=text.statement)
    if form.is_narrow and reduced_mode.is_on():
        return reduced_page(request, text)
    export = _export(request, text, form)
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    try:
        pieces = StartedStream(replica.stream(write(export)))
        return StreamingHttpResponse(pieces, headers=headers)
    except BusyError:
        response = render(request, "record/exports/busy.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(COME_BACK)
        return response


def _export(request: HttpRequest, text: TextVersion, form: SearchForm) -> exports.Export:
    statement = text.statement
    slug = statement.slug
    listed = form.narrow(Signature.objects.listed(statement))
    history = TextVersion.objects.history(statement).defer("text", "byline")
    texts = versions.shown(history, published_at=statement.public_since)
    about = {
        "slug": slug,
        "title": text.title,
        "text_version": text.label,
        "text_sha256": text.text_sha256,
        "language": text.language,
        "url": f"{settings.SITE_URL}{reverse('statement', args=[slug])}",
    }
    address = f"{settings.SITE_URL}{reverse('signatories', args=[slug])}"
    return exports.Export(
        listed,
        address,
        form.query,
        about,
        form.large_guilds,
        texts=texts,
        figures=partial(figures.now, statement),
        asked=[each for each in voices.ASKED if each in statement.form_fields],
        mark=embargo.mark(request),
    )


def _name(slug: str) -> str:
    return f"{slug}-signatories-{timezone.now():%Y-%m-%d}"
