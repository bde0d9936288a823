"""X-Robots-Tag: keeping search engines away from statements they may not list."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from signatures.models import Statement

HEADER = "X-Robots-Tag"
NO_INDEX = "signatures.no_index"  # a key of request.META


def note(request: HttpRequest, statement: Statement) -> None:
    """Keep search engines away from the answer to ``request``, unless they may list ``statement``.

    To be called for every answer about a statement, whatever its form: any form may hold names.
    """
    request.META[NO_INDEX] = not (statement.is_public and statement.searchable)


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Add the header to ``response`` if ``note`` found that it needs one."""
    if request.META.get(NO_INDEX):
        response.headers.setdefault(HEADER, "noindex")


class SearchEngines:
    """Middleware that adds the header to every kind of answer, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        mark(request, response)
        return response
