"""The pages in place of a search or of charts: while the site is reduced, and if it is slow."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from signatures.models import TextVersion

COME_BACK = 120  # seconds
COME_BACK_TO_SEARCH = 10  # seconds


def reduced_page(request: HttpRequest, text: TextVersion) -> HttpResponse:
    """Return the page that says what is switched off, and what still works."""
    return _unavailable(request, text, "record/reduced.html", COME_BACK)


def too_slow_page(request: HttpRequest, text: TextVersion) -> HttpResponse:
    """Return the page in place of a search that takes too long."""
    return _unavailable(request, text, "record/too_slow.html", COME_BACK_TO_SEARCH)


def _unavailable(
    request: HttpRequest, text: TextVersion, template: str, seconds: int
) -> HttpResponse:
    context = {"text": text, "statement": text.statement}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, template, context, status=status)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
