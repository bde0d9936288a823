"""Conditional requests for API answers: ETag and Last-Modified."""

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date

from signatures.views import public
from signatures.views.access import former_addresses
from signatures.views.public import View

REMEMBERED = 24 * 60 * 60  # seconds


def answered(*parameters: str) -> Callable[[View], View]:
    """Cache the answer like a public page, and answer 304 to clients that already have it.

    ``parameters`` are the parameters of the query string that the answer depends on.
    """

    def decorate(view: View) -> View:
        cached = public.cached(*parameters)(_stamped(view, parameters))

        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = cached(request, *args, **kwargs)
            if response.status_code != HTTPStatus.OK:
                return response
            changed = parse_http_date(response["Last-Modified"])
            answer = get_conditional_response(request, response["ETag"], changed, response)
            assert answer  # as it was given a response
            return answer

        return answer

    return decorate


def moved_or_not_found(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Redirect from a former address of a statement; answer 404 for any other."""
    moved = former_addresses.redirect(request)
    headers = {"Cache-Control": "no-store"}  # it may become public at any second
    return moved or JsonResponse(
        {"detail": "Not Found"}, status=HTTPStatus.NOT_FOUND, headers=headers
    )


def _stamped(view: View, parameters: tuple[str, ...]) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK:
            digest = hashlib.sha256(response.content).hexdigest()[:32]
            known = urlencode([(name, request.GET.get(name, "")) for name in parameters])
            changed = _seen_since(f"{request.path}?{known}", digest)
            response.headers["ETag"] = f'"{digest}"'
            response.headers["Last-Modified"] = http_date(changed)
        return response

    return answer


def _seen_since(address: str, digest: str) -> int:
    """Return the Unix time since which this address has given this answer.

    Two answers within one second get different times. Otherwise a client that compares times
    would miss the second one. Without Redis the time is always now.
    """
    key = f"since-{hashlib.sha256(address.encode()).hexdigest()}"
    before, since = caches["pages"].get(key) or ("", 0)
    if before != digest:
        since = max(int(time.time()), since + 1)
        caches["pages"].set(key, (digest, since), REMEMBERED)
    return since
