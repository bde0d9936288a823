"""Marks of an embargo on everything that a press link shows."""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext

from signatures.actions.statements import press_links
from signatures.models import PressLink
from signatures.views.access import early
from signatures.views.errors import not_found
from signatures.views.signing import links as link_pages

MARKED = "signatures.marked"  # a key of request.META: the file carries the words of ``mark``
TOP = '<div class="page">'  # of base.html


class Embargo:
    """Middleware that marks pages shown by a press link, and keeps them out of every cache.

    A file that was not marked is not given out, so that a new one cannot be forgotten.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        link = early.press_link(request)
        if link is None:
            if early.is_for_one_reader(request):
                response.headers["Cache-Control"] = "no-store"
            return response
        if response.status_code == HTTPStatus.OK:
            response = self._marked(request, response, link)
        for header in ("ETag", "Last-Modified", "Access-Control-Allow-Origin"):
            response.headers.pop(header, None)
        return link_pages.private(response)

    def _marked(
        self, request: HttpRequest, response: HttpResponse, link: PressLink
    ) -> HttpResponse:
        if MARKED in request.META:
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return not_found(request, LookupError("not marked"))
        if request.method == "GET":
            press_links.count_visit(link)
            response.content = _with_mark(response.content.decode(), link)
        return response


def mark(request: HttpRequest) -> str:
    """Return the words that a file has to show, and note that it does; "" without an embargo."""
    link = early.press_link(request)
    if link is None:
        return ""
    request.META[MARKED] = True
    return words(link)


def words(link: PressLink) -> str:
    ends = link.statement.public_since
    named = {"until": date_format(ends, "j F Y, H:i T"), "name": link.name}
    return gettext("Embargoed until %(until)s – for %(name)s") % named


def _with_mark(page: str, link: PressLink) -> str:
    """Return ``page`` with the mark in its title and above it, and the link in its addresses."""
    query = urlencode({"press": press_links.secret(link)})
    context = {"words": words(link), "slug": link.statement.slug, "query": query}
    banner = render_to_string("record/press/_embargo.html", context)
    page = page.replace("<title>", f"<title>{gettext('Embargoed:')} ", 1)
    page = page.replace(TOP, TOP + banner, 1)
    if link.statement.front_page:  # its own address is a page of the site
        page = page.replace('href="/"', f'href="/{link.statement.slug}/"')
    return _carry(page, link.statement.slug, query)


def _carry(page: str, slug: str, query: str) -> str:
    """Return ``page`` with ``query`` in each address below the statement's own."""
    own = re.compile(rf'((?:href|src|action)=")(/{re.escape(slug)}/[^"#?]*)(\?[^"#]*)?')

    def add(found: re.Match[str]) -> str:
        start, path, there = found.groups()
        if there and query in there:
            return found[0]
        return f"{start}{path}{there + '&amp;' if there else '?'}{query}"

    page = own.sub(add, page)
    field = f'<input type="hidden" name="press" value="{query.removeprefix("press=")}">'
    form = re.compile(rf'<form[^>]*action="/{re.escape(slug)}/[^"]*"[^>]*>')
    return form.sub(lambda found: found[0] + field, page)
