"""Other forms of the record: share card, PDF letter, QR code, embedded page, feed."""

import dataclasses
from collections.abc import Mapping
from http import HTTPStatus

from csp.decorators import csp_replace
from django.core.cache import caches
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from signatures import tokens
from signatures.actions.counts import figures
from signatures.actions.statements import letters as renditions
from signatures.models import Rendition, Signature, TextVersion
from signatures.renditions import signatories
from signatures.renditions.files import feed as feeds
from signatures.renditions.pictures import card as cards
from signatures.renditions.pictures import qr
from signatures.renditions.sharing import embed as embedding
from signatures.renditions.sharing import share
from signatures.renditions.texts import letter, markdown
from signatures.views import public
from signatures.views.access import embargo

CARD_CACHE_SECONDS = 24 * 60 * 60  # seconds in the page cache; the key covers all that a card shows
CARD_FRESH = 10  # seconds a cache may show a card without asking again
OWN_CARD_FRESH = 30  # the same for a card with a name: a withdrawn name is gone in a minute
LETTER_FRESH = 10
COME_BACK = 30  # seconds to wait before asking for a letter again
NEWEST = 50


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve the share card; with ``by``, the card of a signatory who shows their name."""
    text = public.public_text_or_404(request, slug)
    counts = figures.of(text.statement)
    versions = counts.by_wording(text.statement.language).versions
    row = _signatory(request, text, versions)
    shown = cards.card(text, counts.signatories, row, mixed=counts.mixed)
    if mark := embargo.mark(request):
        marked = cards.png(dataclasses.replace(shown, mark=mark))  # not cached
        return HttpResponse(marked, content_type="image/png")
    etag = f'"{shown.key}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_png(shown), content_type="image/png")
    fresh = OWN_CARD_FRESH if row else CARD_FRESH
    return _for_others(response, etag, fresh)


def _signatory(
    request: HttpRequest, text: TextVersion, versions: Mapping[int, str]
) -> signatories.Row | None:
    """Return the row of the requested card; None if it is not on the list or hides its name."""
    public_id = tokens.read_card_token(request.GET.get("by", ""))
    if public_id is None:
        return None
    found = Signature.objects.listed(text.statement).filter(public_id=public_id)
    row = next(iter(signatories.rows(found, versions=versions)), None)
    return None if row is None or row.anonymous else row


def _png(shown: cards.Card) -> bytes:
    pages, key = caches["pages"], f"card-{shown.key}"
    png = pages.get(key)
    if png is None:
        png = cards.png(shown)
        pages.set(key, png, OWN_CARD_FRESH if shown.person else CARD_CACHE_SECONDS)
    return png


@require_safe
def letter_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve the letter that a worker made. None is made here, because that takes seconds.

    Only a journalist with a press link waits for one of their own, with the mark of the embargo.
    """
    text = public.public_text_or_404(request, slug)
    if mark := embargo.mark(request):
        return HttpResponse(renditions.marked(text, mark), content_type="application/pdf")
    made = renditions.current(text)
    if made is None:
        return _being_made(request, text)
    etag = f'"{made.file.name}"'
    response = get_conditional_response(request, etag=etag) or _file(made, slug)
    if response is None:
        return _being_made(request, text)
    response.headers["Last-Modified"] = http_date(made.made_at.timestamp())
    return _for_others(response, etag, LETTER_FRESH)


def _file(made: Rendition, slug: str) -> FileResponse | None:
    """Return the stored file; None if the worker has just replaced it or it was lost."""
    try:
        content = made.file.open("rb")
    except FileNotFoundError:
        return None
    return FileResponse(content, content_type="application/pdf", filename=f"{slug}.pdf")


def _being_made(request: HttpRequest, text: TextVersion) -> HttpResponse:
    context = {"text": text, "statement": text.statement}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, "record/renditions/being_made.html", context, status=status)
    response.headers["Retry-After"] = str(COME_BACK)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@public.cached()
def qr_svg(request: HttpRequest, slug: str) -> HttpResponse:
    svg = qr.svg(share.address(public.public_text_or_404(request, slug).statement))
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@require_safe
@public.cached()
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the page for other sites' frames, the only one that may be framed."""
    text = public.public_text_or_404(request, slug)
    sentence = letter.is_sentence(text.text)
    context = {
        "text": text,
        "words": markdown.plain(text.text) if sentence else text.title,
        "is_sentence": sentence,
        "counts": figures.of(text.statement),
        "is_open": text.statement.is_open,
        "statement_url": share.address(text.statement),
    }
    response = render(request, "record/renditions/embed.html", context)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@public.cached()
def embed_code(request: HttpRequest, slug: str) -> HttpResponse:
    text = public.public_text_or_404(request, slug)
    context = {"text": text, "statement": text.statement, "snippet": embedding.snippet(text)}
    return render(request, "record/renditions/embed_code.html", context)


@require_safe
@public.cached()
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    text = public.public_text_or_404(request, slug)
    listed = Signature.objects.listed(text.statement)[:NEWEST]
    counts = figures.of(text.statement)
    versions = counts.by_wording(text.statement.language).versions
    content = feeds.atom(text, listed, counts, versions)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _for_others(response: HttpResponseBase, etag: str, fresh: int) -> HttpResponseBase:
    """Let anyone cache the picture or file for ``fresh`` seconds and show it on their pages."""
    patch_cache_control(response, public=True, max_age=fresh, s_maxage=fresh)
    response.headers["ETag"] = etag
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
