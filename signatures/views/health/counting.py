"""Middleware that counts requests by outcome and duration, for /metrics."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from signatures.actions.monitoring import request_counts

# Monitors ask these, and some answer 503 to say that something else is unwell.
NOT_COUNTED = ("/healthz/", "/metrics")


class Counting:
    """The time of a streamed file is that until its first part."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(NOT_COUNTED):
            return self.get_response(request)
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        request_counts.note(request.method or "", response.status_code, seconds)
        return response
