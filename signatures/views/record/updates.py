"""Page and feed of the updates that the campaign team has published."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.models import Delivery, TextVersion, Update
from signatures.models.update import UpdateQuerySet
from signatures.renditions.files import updates_feed
from signatures.renditions.texts import updates as rendered
from signatures.views import public

ON_A_PAGE = 20


@require_safe
@public.cached("before")
def updates(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest updates, or those before the one whose id ``before`` is."""
    text = public.public_text_or_404(request, slug)
    found = list(_before(request, _published(text))[: ON_A_PAGE + 1])
    context = {
        "nav": "updates",
        "text": text,
        "statement": text.statement,
        "rows": rendered.rows(found[:ON_A_PAGE]),
        "older": found[ON_A_PAGE - 1].public_id if len(found) > ON_A_PAGE else None,
        "is_first": not request.GET.get("before"),
    }
    return render(request, "record/updates/updates.html", context)


@require_safe
@public.cached()
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the newest updates, and with the deliveries and their answers."""
    text = public.public_text_or_404(request, slug)
    deliveries = Delivery.objects.public(text.statement).select_related("statement")
    content = updates_feed.atom(text, _published(text)[:ON_A_PAGE], deliveries[:ON_A_PAGE])
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _published(text: TextVersion) -> UpdateQuerySet:
    return Update.objects.published(text.statement).select_related("statement")


def _before(request: HttpRequest, published: UpdateQuerySet) -> UpdateQuerySet:
    """Keep the updates older than the one that the address names. Raises Http404."""
    wanted = request.GET.get("before", "")
    if not wanted:
        return published
    try:
        last = published.filter(public_id=UUID(wanted)).first()
    except ValueError:
        last = None
    if last is None:
        raise Http404
    return published.filter(publish_at__lt=last.publish_at)
