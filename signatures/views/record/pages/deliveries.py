"""Public page of deliveries and answers, the lists that were delivered, and receipts."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from signatures.actions.statements.launch import deliveries as actions
from signatures.models import Delivery
from signatures.renditions.files import launch_csv
from signatures.views import public

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=60",
}


@require_safe
@public.cached()
def deliveries(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every delivery with its answers. Raises Http404 if there is none."""
    text = public.text_or_404(request, slug)
    found = list(Delivery.objects.public(text.statement))
    if not found:
        raise Http404
    context = {"text": text, "statement": text.statement, "deliveries": found}
    return render(request, "record/deliveries/page.html", context)


@require_safe
@public.cached()
def list_csv(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Serve the list that was delivered, as far as its names are public."""
    content = launch_csv.write(
        actions.lines(_delivery_or_404(request, slug, public_id)), as_it_was=actions.AS_DELIVERED
    )
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-delivered-list.csv"'
    return response


@require_safe
def file(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Serve a receipt: a redrawn picture as a picture, a PDF only as a download."""
    delivery = _delivery_or_404(request, slug, public_id)
    if not delivery.file:
        raise Http404
    kind = "image/webp" if delivery.is_picture else "application/pdf"
    place = "inline" if delivery.is_picture else "attachment"
    name = "receipt.webp" if delivery.is_picture else "receipt.pdf"
    headers = {**HEADERS, "Content-Disposition": f'{place}; filename="{name}"'}
    try:
        with default_storage.open(delivery.file.name) as stored:
            return HttpResponse(stored.read(), content_type=kind, headers=headers)
    except FileNotFoundError as error:
        raise Http404 from error


def _delivery_or_404(request: HttpRequest, slug: str, public_id: UUID) -> Delivery:
    statement = public.text_or_404(request, slug).statement
    found = Delivery.objects.public(statement).select_related("statement")
    return get_object_or_404(found, public_id=public_id)
