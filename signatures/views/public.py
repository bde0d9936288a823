"""Common behaviour of public pages: no cookie, short caching, one way to find the text."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from signatures.actions.record_keeping import page_cache, replica
from signatures.models import Statement, TextVersion
from signatures.models.statement import languages
from signatures.models.text_version import TextVersionQuerySet
from signatures.views import response_cache, search_engines
from signatures.views.access import early

View = Callable[..., HttpResponse]
KNOWN_LANGUAGES = frozenset(code for code, _ in languages())
LONGEST_SLUG = cast(int, Statement._meta.get_field("slug").max_length)
MISSING = "signatures.missing"  # a key of request.META: how long caches may keep its 404
FRESH = 1  # seconds a cache may show a page without asking again
FRESH_IN_NGINX = 2  # the most seconds that this is in nginx, which counts whole ones
WHILE_ASKING = 4  # seconds it may go on showing the page while it asks


def cached(*parameters: str) -> Callable[[View], View]:
    """Let any cache keep the page for a second, and cache it here for sites without a proxy.

    Only ``parameters`` of the query string reach the cache key: anything else appended to
    the address makes no second copy.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            change = page_cache.next_change()  # read first, because making a page takes time
            key = _key(request, parameters)
            found, generation = response_cache.find(key)
            if found:
                response = HttpResponse(found.content, headers=found.headers)
                return _with_cache_control(response, change)
            make = partial(view, request, *args, **kwargs)
            with response_cache.making(key):
                return _made(request, key, generation, change, make)

        return answer

    return decorate


def _made(
    request: HttpRequest,
    key: str,
    generation: str,
    change: datetime | None,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    """Make a page and cache it if it is public; otherwise delete the one that was cached."""
    try:
        response = replica.read(make, generation=generation, not_there=Http404)
    except Http404:
        response_cache.delete(key)
        _let_caches_keep_the_404(request, change)
        raise
    search_engines.mark(request, response)  # the header is cached with the page
    private = early.is_for_one_reader(request) or "no-store" in response.headers.get(
        "Cache-Control", ""
    )
    if response.status_code == HTTPStatus.OK and not private:
        if response_cache.takes_gzip(request):
            response_cache.compress(response)
        response_cache.store(key, response, generation)
        return _with_cache_control(response, change)
    response_cache.delete(key)
    return response


def _let_caches_keep_the_404(request: HttpRequest, change: datetime | None) -> None:
    """Let nginx answer those who reload a page that is not public yet, for a second at most.

    It ends at the time of publication too. Organizers, and addresses with a secret, get an
    answer of their own.
    """
    if request.GET or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return
    if change is None or (change - timezone.now()).total_seconds() >= FRESH_IN_NGINX:
        request.META[MISSING] = f"public, max-age=0, s-maxage={FRESH}"


def _with_cache_control(response: HttpResponse, change: datetime | None) -> HttpResponse:
    """Set how long others may cache a page: never past ``change``, see ``next_change``."""
    response.headers.pop("Cache-Control", None)
    left = (change - timezone.now()).total_seconds() if change else FRESH + WHILE_ASKING
    if left < FRESH_IN_NGINX:
        patch_cache_control(response, public=True, no_cache=True, max_age=0)
    else:
        patch_cache_control(
            response,
            public=True,
            max_age=FRESH,
            s_maxage=FRESH,
            stale_while_revalidate=min(WHILE_ASKING, int(left - FRESH)),
        )
    return response


def _key(request: HttpRequest, parameters: tuple[str, ...]) -> str:
    """Return a page's cache key: its coding and address, hashed as they can be of any length."""
    asked = {name: request.GET.get(name, "") for name in parameters}
    if "language" in asked:
        asked["language"] = language(request)
    coding = "gzip" if response_cache.takes_gzip(request) else ""
    address = f"{coding} {request.get_host()}{request.path}?{urlencode(asked)}"
    return hashlib.sha256(address.encode()).hexdigest()


def text_or_404(request: HttpRequest, slug: str) -> TextVersion:
    """Return the wording to show, with its statement fetched.

    ``language`` in the address chooses the language, if there is such a wording. A statement
    that is not public yet is found only if the address or the form carries its invitation, or
    the address a press link; then a copy of it looks public. Raises Http404.
    """
    if len(slug) > LONGEST_SLUG:  # no statement has it, and a key of the cache may not be long
        raise Http404
    wanted = language(request)
    text = page_cache.get_local(
        f"text-{slug}-{wanted}",
        lambda: newest(TextVersion.objects.filter(statement__slug=slug), wanted),
    )
    if text is None or not may_see(request, text.statement):
        raise Http404
    search_engines.note(request, text.statement)
    return early.as_the_press_sees(text) if early.press_link(request) else text


def public_text_or_404(request: HttpRequest, slug: str) -> TextVersion:
    """Return what ``text_or_404`` does, of a statement that is public, or looks so to its reader.

    Raises Http404.
    """
    text = text_or_404(request, slug)
    if not text.statement.is_public:
        raise Http404
    return text


def newest(texts: TextVersionQuerySet, language: str = "") -> TextVersion | None:
    return texts.current_first(language).first()


def language(request: HttpRequest) -> str:
    """Return the language that the address asks for; "" if no text can have it."""
    asked = request.GET.get("language", "")
    return asked if asked in KNOWN_LANGUAGES else ""


def may_see(request: HttpRequest, statement: Statement) -> bool:
    return statement.is_public or early.may_see(request, statement)


invitation = early.invitation
