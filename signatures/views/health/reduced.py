"""The page in place of a search or of charts while the site is reduced."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from signatures.models import TextVersion

COME_BACK = 120  # seconds


def reduced_page(request: HttpRequest, text: TextVersion) -> HttpResponse:
    """Return the page that says what is switched off, and what still works."""
    context = {"text": text, "statement": text.statement}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, "record/reduced.html", context, status=status)
    response.headers["Retry-After"] = str(COME_BACK)
    response.headers["Cache-Control"] = "no-store"
    return response
