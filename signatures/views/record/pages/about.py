"""Pages about the site itself: privacy, contact, accessibility and terms."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.renditions import privacy
from signatures.renditions.texts import additions
from signatures.views import public


@require_safe
@public.cached()
def privacy_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy", {"terms": privacy.terms(), "lines": privacy.lines()})


@require_safe
@public.cached()
def contact_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "contact")


@require_safe
@public.cached()
def accessibility_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility")


@require_safe
@public.cached()
def terms_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "terms")


def _page(request: HttpRequest, name: str, more: Mapping[str, Any] | None = None) -> HttpResponse:
    who = {"controller": settings.SITE_CONTROLLER, "contact": settings.SITE_CONTACT}
    added = additions.addition_to(name)
    return render(request, f"about/{name}.html", {**who, "addition": added, **(more or {})})
