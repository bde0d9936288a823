"""Privacy page: what is stored about people, and when it is erased."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.renditions import privacy
from signatures.views import public


@require_safe
@public.cached()
def privacy_page(request: HttpRequest) -> HttpResponse:
    return render(request, "about/privacy.html", {"lines": privacy.lines()})
