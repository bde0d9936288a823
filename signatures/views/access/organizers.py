"""Access control for pages that are not public: sign-in, second factor, and right."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
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


def requires(right: Right) -> Callable[[View], View]:
    """Admit people who have ``right`` in the table of rights; tell others what they lack."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if step := missing_step(request):
                return redirect(step)
            if not request.user.may(right):
                return _refused(request, request.user)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


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


def _refused(request: HttpRequest, person: User) -> HttpResponse:
    """Say whom to ask for access. Only organizers see the owners' addresses."""
    is_organizer = bool(person.acts_as)
    context = {
        "owners": User.objects.owners().order_by("email") if is_organizer else [],
        "contact": settings.SITE_CONTACT,
        "role": person.get_role_display(),
    }
    return render(request, "desk/refused.html", context, status=HTTPStatus.FORBIDDEN)
