from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.actions import tallies
from signatures.models import Signature
from signatures.renditions import signatories
from signatures.views import paging, public

PER_PAGE = 120


@require_safe
@public.cached("after")
def signatories_page(request: HttpRequest, slug: str) -> HttpResponse:
    text = public.text_or_404(request, statement__slug=slug)
    if not text.statement.is_public:
        raise Http404
    after = request.GET.get("after", "")
    listed = Signature.objects.listed().filter(statement=text.statement)
    try:
        found, following = paging.page(listed, after=after, size=PER_PAGE)
    except paging.BadCursorError as error:
        raise Http404 from error
    context = {
        "nav": "signatories",
        "text": text,
        "statement": text.statement,
        "counts": tallies.counts(text.statement),
        "rows": signatories.rows(found),
        "next_url": f"{request.path}?{urlencode({'after': following})}" if following else "",
        "newest_url": request.path if after else "",
    }
    return render(request, "signatories/list.html", context)
