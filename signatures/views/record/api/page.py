from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.models import Statement
from signatures.views import public


@require_safe
@public.cached()
def api_page(request: HttpRequest) -> HttpResponse:
    """Show the documentation of the API, with a statement of this site as the example."""
    example = Statement.objects.public().order_by("-front_page", "created_at").first()
    slug = example.slug if example else "statement"
    context = {"slug": slug, "site_url": settings.SITE_URL, "is_there": example is not None}
    return render(request, "record/api/api.html", context)
