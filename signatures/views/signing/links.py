"""Pages behind e-mailed links, and pages for links that do not work."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from signatures.errors import BrokenLinkError, ExpiredLinkError, RefusedError, UsedLinkError

PAGES = {
    BrokenLinkError: ("signing/links/broken.html", HTTPStatus.NOT_FOUND),
    ExpiredLinkError: ("signing/links/expired.html", HTTPStatus.GONE),
    UsedLinkError: ("signing/links/used.html", HTTPStatus.GONE),
}


def page(request: HttpRequest, error: RefusedError) -> HttpResponse:
    template, status = PAGES[type(error)]
    text = error.text if isinstance(error, ExpiredLinkError) else None
    context = {"text": text, "statement": text and text.statement}
    return private(render(request, template, context, status=status))


def own_address(link: str) -> str:
    """Return the whole address of the signatory's own page."""
    return settings.SITE_URL + reverse("manage", args=[link])


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a personal link out of caches, archives and referrers."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
