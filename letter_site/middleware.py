"""Middleware of this site, in the order of settings.MIDDLEWARE."""

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

GetResponse = Callable[[HttpRequest], HttpResponse]

MOST_READ = 10_000_000  # bytes read of a form that is too long
PERMISSIONS_POLICY = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)

CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT_HEADERS = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class Middleware:
    """Base of the middleware below: it keeps the next layer as ``get_response``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RequestIdMiddleware(Middleware):
    """An id for each request, in every line of the log: the one that nginx gave, or a new one.

    Responses from 500 up have it in a header. Others do not, because a cache may keep them.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        id_ = given if re.fullmatch(r"[0-9a-f]{32}", given) else uuid4().hex
        before = request_id.set(id_)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(before)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            response.headers["X-Request-Id"] = id_
        return response


class SecurityHeadersMiddleware(Middleware):
    """Security headers that Django has no setting for, on static files too."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ApiCorsMiddleware(Middleware):
    """CORS headers that let any web page read the responses below /api/v1/, errors included.

    HEAD is handled as GET; the server leaves the body out.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        method = request.method
        if method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT_HEADERS)
        else:
            request.method = "GET" if method == "HEAD" else method
            response = self.get_response(request)
            request.method = method
        for name, value in CORS_HEADERS.items():
            response.headers[name] = value
        return response


class ErrorTitleMiddleware(Middleware):
    """ "Error: " at the start of the title of each page with a form that has errors (422)."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and not response.streaming:
            title = f"<title>{gettext('Error:')} ".encode()
            response.content = response.content.replace(b"<title>", title, 1)
        return response


class FormSizeMiddleware(Middleware):
    """A 413 response to public forms above STRANGERS_FORM_BYTES. Uploads have limits elsewhere."""

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
    """Return the 413 page, after reading up to MOST_READ bytes of the form.

    Browsers show no response before they have sent the whole form.
    """
    read = 0
    with suppress(UnreadablePostError):
        while read < MOST_READ and (part := request.read(65_536)):
            read += len(part)
    response = render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    response.headers["Cache-Control"] = "no-store"
    return response


class SignedInMiddleware(Middleware):
    """The layers of SIGNED_IN_MIDDLEWARE (session, CSRF, sign-in), only below SIGNED_IN_PATHS.

    Public pages never act for a signed-in visitor. Without these layers they set no cookie, and
    a request costs half as much.
    """

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.chain = get_response
        self.layers: list[Any] = []  # outermost first
        for name in reversed(settings.SIGNED_IN_MIDDLEWARE):
            self.chain = import_string(name)(self.chain)
            self.layers.insert(0, self.chain)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not people_sign_in_at(request):
            return self.get_response(request)
        try:
            return self.chain(request)
        except (OperationalError, InterfaceError):  # while the session is read or saved
            return database_unavailable(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        try:
            return self._first("process_view", request, *view)
        except RequestDataTooBig:  # while the CSRF token is read from the form
            return too_long(request)
        except (OperationalError, InterfaceError):  # while the visitor is looked up
            return database_unavailable(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return self._first("process_exception", request, error)

    def _first(self, hook: str, request: HttpRequest, *rest: object) -> HttpResponse | None:
        """Call ``hook`` of each layer until one returns a response, as Django itself does."""
        if not people_sign_in_at(request):
            return None
        hooks = (getattr(layer, hook, None) for layer in self.layers)
        responses = (each(request, *rest) for each in hooks if each)
        return next((each for each in responses if each), None)


def people_sign_in_at(request: HttpRequest) -> bool:
    """Tell whether the page is one of those for people with an account."""
    return request.path_info.startswith(settings.SIGNED_IN_PATHS)


class DatabaseUnavailableMiddleware(Middleware):
    """A 503 response instead of 500 while PostgreSQL is down, or the bucket with the media."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        is_away = isinstance(error, OperationalError | InterfaceError)
        of_bucket = type(error).__module__ == "botocore.exceptions"  # not imported without a bucket
        return database_unavailable(request) if is_away or of_bucket else None


def database_unavailable(request: HttpRequest) -> HttpResponse:
    """Return the 503 page. After a public form, a button on it sends the same form again."""
    public_post = request.method == "POST" and not people_sign_in_at(request)
    fields = request.POST.lists() if public_post else []
    context = {
        "posted": [(name, value) for name, values in fields for value in values],
        "action": request.path,
    }
    response = HttpResponse(
        render_to_string("503.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE
    )
    response.headers["Retry-After"] = "10"
    response.headers["Cache-Control"] = "no-store"
    return response
