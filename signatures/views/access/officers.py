"""Access control for officers: signed in, with a second factor, and for one guild only."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from signatures.models import Guild, Officer
from signatures.views.access.organizers import missing_step

View = Callable[..., HttpResponse]


def for_officers(view: View) -> View:
    """Call ``view(request, guild, …)`` for an officer of the guild whose slug is in the address.

    Anyone else, even an organizer or an officer of another guild, gets the same page whether
    or not the guild exists.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if step := missing_step(request):
            return redirect(step)
        guild = guild_of(request)
        if guild is None or guild.slug != slug:
            context = {"guild": guild, "contact": settings.SITE_CONTACT}
            return render(request, "officers/refused.html", context, status=HTTPStatus.FORBIDDEN)
        return view(request, guild, *args, **kwargs)

    return guarded


def guild_of(request: HttpRequest) -> Guild | None:
    """Return the guild that this person may act for."""
    found = Officer.objects.filter(user=request.user.pk, user__is_active=True)
    officer = found.select_related("guild").first()
    return officer.guild if officer else None
