"""The signatory's door to a guild's code, for a signature that is there already."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from signatures.actions import links
from signatures.actions import signing as actions
from signatures.errors import ClosedStatementError, TooManyGuessesError, WrongGuildCodeError
from signatures.forms.codes import MemberCodeForm, too_many_guesses, wrong_code
from signatures.models import Attestation
from signatures.views import links as link_pages
from signatures.views import membership, signing, sources

CODE = Attestation.Method.GUILD_CODE


@never_cache
@require_POST
def member_code(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Prove a signature by a code; the form comes back with the code that does not fit."""
    try:
        signature = links.follow(token, membership.MANAGE)
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    guild = membership.guild_or_404(signature, slug)
    form = MemberCodeForm(request.POST)
    status, wait = HTTPStatus.UNPROCESSABLE_ENTITY, None
    if form.is_valid():
        source = sources.source_of(request)
        try:
            code = form.cleaned_data["guild_code"]
            proven = actions.attest_by_code(signature, code, guild=guild, source=source)
        except WrongGuildCodeError:
            form.add_error("guild_code", wrong_code())
        except TooManyGuessesError as error:
            status, wait = HTTPStatus.TOO_MANY_REQUESTS, error.retry_after
            form.add_error("guild_code", too_many_guesses(wait))
        except ClosedStatementError as error:
            return link_pages.private(signing.closed(request, error.text))
        except membership.BAD_LINKS as error:
            return link_pages.page(request, error)
        else:
            own_url = "" if proven.email else signing.own_address(token)
            return signing.thanks(request, proven, own_url=own_url)
    page = membership.membership_page(
        request, token, signature, guild, status=status, **{CODE: form}
    )
    return signing.come_back(page, wait) if wait else page
