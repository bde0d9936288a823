"""Standard addresses for programs: icon, manifest, robots.txt and sitemap."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from signatures.models import Statement
from signatures.renditions.files import sitemap as sitemaps
from signatures.views import public

MOST_STATEMENTS = 10_000
day = cache_control(public=True, max_age=86400)


@require_safe
@public.cached()
def sitemap(request: HttpRequest) -> HttpResponse:
    public_ones = Statement.objects.public()[:MOST_STATEMENTS]
    return HttpResponse(sitemaps.xml(public_ones), content_type="application/xml")


@require_safe
@day
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemaps.robots(), content_type="text/plain; charset=utf-8")


@require_safe
@day
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    vector = {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:20],
        "start_url": "/",
        "display": "browser",
        "background_color": "#fbf9f4",
        "theme_color": "#fbf9f4",
        "icons": [vector, *icons],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@day
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.ico"))
