"""Middleware that measures how long requests wait between nginx and the site."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from signatures.actions.monitoring import reduced_mode

PASSED_ON = "HTTP_X_REQUEST_START"  # Unix time, which nginx.conf adds


class Waiting:
    """The clock of the site’s own proxy is believed; without one, nothing is measured."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES and PASSED_ON in request.META:
            with suppress(ValueError):
                reduced_mode.note_wait(time.time() - float(request.META[PASSED_ON]))
        return self.get_response(request)
