"""View that verifies an existing signature by a guild's code."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from signatures.actions.mail import links
from signatures.actions.signing import sign as actions
from signatures.errors import ClosedStatementError, TooManyGuessesError, WrongGuildCodeError
from signatures.forms.guilds.codes import MemberCodeForm, wrong_code
from signatures.forms.guilds.refusals import too_many_codes
from signatures.models import Attestation, Guild, Signature
from signatures.views import sources
from signatures.views.members import membership
from signatures.views.signing import links as link_pages
from signatures.views.signing import sign as signing

CODE = Attestation.Method.GUILD_CODE


@never_cache
@require_POST
def member_code(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Verify a signature by a code, or show the form again with the code that does not fit."""
    try:
        signature = links.follow(token, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    guild = membership.guild_or_404(signature, slug)
    form = MemberCodeForm(request.POST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            return _prove(request, token, signature, guild, form.cleaned_data["guild_code"])
        except WrongGuildCodeError:
            form.add_error("guild_code", wrong_code())
        except TooManyGuessesError as error:
            form.add_error("guild_code", too_many_codes(error))
            page = _again(request, token, signature, guild, form, HTTPStatus.TOO_MANY_REQUESTS)
            return signing.come_back(page, error.retry_after)
    return _again(request, token, signature, guild, form, status)


def _prove(
    request: HttpRequest, token: str, signature: Signature, guild: Guild, code: str
) -> HttpResponse:
    source = sources.source_of(request, signature.statement)
    try:
        proven = actions.attest_by_code(signature, code, guild=guild, source=source)
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
    form: MemberCodeForm,
    status: int,
) -> HttpResponse:
    forms = {CODE.value: form}
    return membership.membership_page(request, token, signature, guild, status=status, **forms)
