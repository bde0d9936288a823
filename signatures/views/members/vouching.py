"""Views to ask an officer of the guild to vouch for a signature, and to take that back."""

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.guilds.vouching import disputes, settlements
from signatures.actions.guilds.vouching import requests as actions
from signatures.actions.mail import links
from signatures.errors import (
    BusyError,
    ClosedStatementError,
    FloodError,
    PausedWayError,
    TooManyGuessesError,
    TooManyTriesError,
    WrongGuildCodeError,
)
from signatures.forms.guilds.codes import wrong_code
from signatures.forms.guilds.refusals import paused, too_many_numbers
from signatures.forms.guilds.vouching import VouchingForm
from signatures.models import Guild, Signature
from signatures.views import sources
from signatures.views.members import membership
from signatures.views.signing import links as link_pages
from signatures.views.signing import sign as signing

OFFICER = actions.OFFICER
MINUTE = timedelta(minutes=1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vouching(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Put a request into the guild's queue. GET redirects to the page that shows its status."""
    try:
        signature = links.follow(token, membership.MANAGE)
        guild = membership.guild_or_404(signature, slug)
        guild = get_object_or_404(Guild, pk=guild.pk, methods__contains=[OFFICER])
        if request.method != "POST":
            return _back(token, guild)
        if sources.is_another_site(request):
            return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
        return _ask(request, token, signature, guild)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)


@never_cache
@require_POST
def take_back(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Erase a waiting request, even while the guild has this method switched off."""
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    try:
        signature = links.follow(token, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    settlements.withdraw_request(signature, guild=get_object_or_404(Guild, slug=slug))
    return link_pages.private(redirect("manage", token))


def _ask(request: HttpRequest, token: str, signature: Signature, guild: Guild) -> HttpResponse:
    form = VouchingForm(request.POST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    retry_after = None
    if form.is_valid():
        source = sources.source_of(request, signature.statement)
        try:
            disputes.ask(signature, form.given(), form.used(), guild=guild, source=source)
            return _back(token, guild)
        except TooManyTriesError:
            return _back(token, guild)  # that page says so
        except ClosedStatementError as error:
            return link_pages.private(signing.closed(request, error.text))
        except PausedWayError as error:
            form.add_error(None, paused())
            status, retry_after = HTTPStatus.TOO_MANY_REQUESTS, error.retry_after
        except WrongGuildCodeError:
            form.add_error("used_code", wrong_code())
        except BusyError:
            form.add_error(None, gettext("Too many numbers are being checked. Try again soon."))
            status, retry_after = HTTPStatus.SERVICE_UNAVAILABLE, MINUTE
        except TooManyGuessesError as error:
            form.add_error(None, too_many_numbers(error))
            status, retry_after = HTTPStatus.TOO_MANY_REQUESTS, error.retry_after
        except FloodError as error:
            form.add_error(None, gettext("There were too many requests. Try again later."))
            status, retry_after = HTTPStatus.TOO_MANY_REQUESTS, error.retry_after
    forms = {OFFICER.value: form}
    page = membership.membership_page(request, token, signature, guild, status=status, **forms)
    return signing.come_back(page, retry_after) if retry_after else page


def _back(token: str, guild: Guild) -> HttpResponse:
    return link_pages.private(redirect(membership.address(token, guild)))
