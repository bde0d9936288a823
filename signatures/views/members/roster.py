"""View that verifies an existing signature by a guild's roster."""

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.mail import links
from signatures.errors import (
    BusyError,
    ClosedStatementError,
    NotOnRosterError,
    TooManyGuessesError,
)
from signatures.forms.guilds.refusals import too_many_numbers
from signatures.forms.guilds.rosters import MemberForm, not_on_it
from signatures.models import Guild, Signature
from signatures.views import sources
from signatures.views.members import membership
from signatures.views.signing import links as link_pages
from signatures.views.signing import sign as signing

MINUTE = timedelta(minutes=1)


@never_cache
@require_POST
def member_number(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Verify a signature by number and surname, or show the form again if they do not fit."""
    try:
        signature = links.follow(token, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    guild = membership.guild_or_404(signature, slug)
    by_address = bool(roster_claims.confirmed_address(signature))
    form = MemberForm(request.POST, by_address=by_address)
    if not form.is_valid():
        return _again(request, token, signature, guild, form)
    try:
        return _prove(request, token, signature, guild, form)
    except NotOnRosterError:
        form.add_error(None, not_on_it())
        return _again(request, token, signature, guild, form)
    except BusyError:
        form.add_error(
            None, _("Many members are checking their number now. Try again in a minute.")
        )
        page = _again(request, token, signature, guild, form, HTTPStatus.SERVICE_UNAVAILABLE)
        return signing.come_back(page, MINUTE)
    except TooManyGuessesError as error:
        form.add_error(None, too_many_numbers(error))
        page = _again(request, token, signature, guild, form, HTTPStatus.TOO_MANY_REQUESTS)
        return signing.come_back(page, error.retry_after)


def _prove(
    request: HttpRequest, token: str, signature: Signature, guild: Guild, form: MemberForm
) -> HttpResponse:
    source = sources.source_of(request, signature.statement)
    try:
        proven = roster_claims.claim(signature, form.member(), guild=guild, source=source)
    except ClosedStatementError as error:
        return link_pages.private(signing.closed(request, error.text))
    except membership.BAD_LINKS as error:  # withdrawn in the meantime
        return link_pages.page(request, error)
    own_url = "" if proven.email else link_pages.own_address(token)
    return signing.thanks(request, proven, own_url=own_url)


def _again(
    request: HttpRequest,
    token: str,
    signature: Signature,
    guild: Guild,
    form: MemberForm,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    forms = {roster_claims.METHOD.value: form}
    return membership.membership_page(request, token, signature, guild, status=status, **forms)
