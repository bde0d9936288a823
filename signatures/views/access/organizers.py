"""Access control for pages that are not public: sign-in, second factor, and right."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from signatures.models import Right, User

View = Callable[..., HttpResponse]
Type = Authenticator.Type


class SignedInRequest(HttpRequest):
    """A request that ``requires`` or ``for_officers`` let through: its user is a person."""

    user: User


OF_A_STATEMENT = "desk/<slug:slug>/"  # what the routes of pages about one statement begin with


def requires(right: Right, *, limited: bool | None = None) -> Callable[[View], View]:
    """Admit people who have ``right`` in the table of rights; tell others what they lack.

    People whose role is for some statements are admitted to the pages about these. ``limited``
    says something else of one page: True for a page of the whole site that shows each person
    only their own statements, False for a page about a statement that changes others as well.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if step := missing_step(request):
                return redirect(step)
            if not request.user.may(right):
                return refused(request)
            if request.user.is_limited and not _is_open_to_limited(request, limited):
                return refused(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _is_open_to_limited(request: HttpRequest, limited: bool | None) -> bool:
    """Return whether a limited role includes the page. Raises Http404 for another statement."""
    match = request.resolver_match
    assert match  # a view runs
    is_of_statement = match.route.startswith(OF_A_STATEMENT)
    if is_of_statement and not person(request).works_on(match.kwargs["slug"]):
        raise Http404
    return is_of_statement if limited is None else limited


def person(request: HttpRequest) -> User:
    """Return who is signed in. Call only behind ``requires`` or ``missing_step``."""
    assert isinstance(request.user, User)
    return request.user


def missing_step(request: HttpRequest) -> str | None:
    """Return the page to set up or show the second factor; None if nothing is missing."""
    if not is_mfa_enabled(request.user, [Type.TOTP, Type.WEBAUTHN]):
        return reverse("mfa_index")
    if _has_shown_second_factor(request):
        return None
    by_code = is_mfa_enabled(request.user, [Type.TOTP])
    page = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    back = request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL
    return f"{page}?{urlencode({'next': back})}"


def _has_shown_second_factor(request: HttpRequest) -> bool:
    """Return whether this session showed a second factor that still exists."""
    shown = get_authentication_records(request, request.user)
    ids = [each.get("id") for each in shown if each["method"] == "mfa"]
    return bool(ids) and Authenticator.objects.filter(user=request.user, pk__in=ids).exists()


def refused(request: HttpRequest) -> HttpResponse:
    """Say whom to ask for access. Only organizers see the owners' addresses."""
    asking = person(request)
    is_organizer = bool(asking.acts_as)
    context = {
        "owners": User.objects.owners().order_by("email") if is_organizer else [],
        "contact": settings.SITE_CONTACT,
        "role": asking.get_role_display(),
        "is_limited": asking.is_limited,
    }
    return render(request, "desk/refused.html", context, status=HTTPStatus.FORBIDDEN)
