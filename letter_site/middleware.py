"""The site's own middleware. settings.MIDDLEWARE has the order."""

import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from letter_site.log_masking import request_id

Answer = Callable[[HttpRequest], HttpResponse]

MOST_READ = 10_000_000  # bytes read of a form that is too long
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class RequestId:
    """The id of each request, in every line that is logged meanwhile: nginx's, or a new one.

    An answer that is an error of the site names it too. Others do not: a cache may keep them.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        number = given if re.fullmatch(r"[0-9a-f]{32}", given) else uuid4().hex
        before = request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(before)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            response.headers["X-Request-Id"] = number
        return response


class SafeHeaders:
    """Security headers without a Django setting, on every response, static files included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class OpenData:
    """CORS headers that let any web page read the responses below /api/v1/, errors included.

    HEAD is handled as GET; the server leaves the body out.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        method = request.method
        if method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        else:
            request.method = "GET" if method == "HEAD" else method
            response = self.get_response(request)
            request.method = method
        for name, value in OPEN.items():
            response.headers[name] = value
        return response


class ErrorTitle:
    """ "Error: " before the title of a page that returns a form with errors (422)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and not response.streaming:
            title = f"<title>{gettext('Error:')} ".encode()
            response.content = response.content.replace(b"<title>", title, 1)
        return response


class ShortForms:
    """Rejection (413) of forms longer than any public form. Uploads have limits elsewhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        has_files = request.content_type == "multipart/form-data"
        is_long = not length.isdigit() or int(length) > settings.STRANGERS_FORM_BYTES
        if is_long and not has_files and not people_sign_in_at(request):
            return too_long(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_long(request) if isinstance(error, RequestDataTooBig) else None


def too_long(request: HttpRequest) -> HttpResponse:
    """Return the page for a form that is too long.

    Read up to MOST_READ bytes of it first, because browsers send a form before they listen.
    """
    read = 0
    with suppress(UnreadablePostError):
        while read < MOST_READ and (part := request.read(65_536)):
            read += len(part)
    response = render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    response.headers["Cache-Control"] = "no-store"
    return response


class SignedIn:
    """Sessions, CSRF checks and sign-in, only below settings.SIGNED_IN_PATHS.

    Public pages never act for a signed-in visitor, so they need none of these. Without them
    pages set no cookies and a request costs half as much.
    """

    def __init__(self, get_response: Answer) -> None:
        self.public = self.chain = get_response
        self.layers: list[Any] = []
        for name in reversed(settings.SIGNED_IN_MIDDLEWARE):
            self.chain = import_string(name)(self.chain)
            self.layers.insert(0, self.chain)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not people_sign_in_at(request):
            return self.public(request)
        try:
            return self.chain(request)
        except (OperationalError, InterfaceError) as error:  # while the session is read or saved
            answer = DatabaseAway(self.public).process_exception(request, error)
            if answer is None:
                raise
            return answer

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        try:
            return self._first("process_view", request, *view)
        except RequestDataTooBig:  # while the CSRF token is read from the form
            return too_long(request)
        except (OperationalError, InterfaceError) as error:  # while the visitor is looked up
            return DatabaseAway(self.public).process_exception(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return self._first("process_exception", request, error)

    def _first(self, hook: str, request: HttpRequest, *rest: object) -> HttpResponse | None:
        if not people_sign_in_at(request):
            return None
        hooks = (getattr(layer, hook, None) for layer in self.layers)
        answers = (each(request, *rest) for each in hooks if each)
        return next((answer for answer in answers if answer), None)


def people_sign_in_at(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.SIGNED_IN_PATHS)


class DatabaseAway:
    """A 503 response, never 500, while PostgreSQL is down; it returns what the visitor typed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        public_post = request.method == "POST" and not people_sign_in_at(request)
        context = {
            "posted": list(request.POST.items()) if public_post else [],
            "action": request.path,
        }
        response = HttpResponse(
            render_to_string("503.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE
        )
        response.headers["Retry-After"] = "10"
        response.headers["Cache-Control"] = "no-store"
        return response
