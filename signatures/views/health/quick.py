"""Health checks for load balancers: whether this process and the database answer."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from signatures.actions.monitoring import database


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 to show that this process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database can write too. If not, raise the error behind every page's 503."""
    if database.only_reads():
        raise OperationalError("The database only reads.")
    if not database.has_room():
        raise OperationalError("The disk of the database is full.")
    return HttpResponse("ok\n", content_type="text/plain")
