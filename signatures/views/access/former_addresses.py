"""Redirects from addresses that statements had before, and from addresses in other letters."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from signatures.actions.statements import addresses
from signatures.models import User
from signatures.views import public

AT_THE_DESK = "/desk/"
# Below these, the slug is that of a guild.
OF_GUILDS = ("/guilds/", "/desk/guilds/", "/members/", "/manage/")
MAX_AGE = "max-age=600"  # seconds; the address may move again


class FormerAddresses:
    """Middleware that redirects where a view found no statement at an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return redirect(request) if isinstance(error, Http404) else None


def redirect(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to the statement that had the slug in the address before, or None.

    A statement that is not public yet is found only with its invitation, or from the desk.
    """
    match = request.resolver_match
    if match is None or request.path_info.startswith(OF_GUILDS):
        return None
    slug = match.kwargs.get("slug", "")
    if not slug_re.match(slug):
        return None
    statement = addresses.find(slug)
    if statement is None:
        return None
    at_the_desk = request.path_info.startswith(AT_THE_DESK)
    if at_the_desk:
        user = request.user
        may_see = isinstance(user, User) and user.works_on(statement.slug)
    else:
        may_see = public.may_see(request, statement)
    if not may_see:
        return None
    is_read = request.method in ("GET", "HEAD")
    to = reverse(match.view_name, kwargs={**match.kwargs, "slug": statement.slug})
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    status = HTTPStatus.MOVED_PERMANENTLY if is_read else HTTPStatus.PERMANENT_REDIRECT
    headers = {"Location": f"{to}{query}", "Cache-Control": f"private, {MAX_AGE}"}
    return HttpResponse(status=status, headers=headers)
