"""View that verifies a signature by the signatory's address at the guild's own domain."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from signatures.actions.guilds.domains import domains as actions
from signatures.actions.mail import links
from signatures.errors import ClosedStatementError, NotAtDomainError
from signatures.models import Attestation
from signatures.views.members import membership
from signatures.views.signing import links as link_pages
from signatures.views.signing import sign as signing

DOMAIN = Attestation.Method.GUILD_DOMAIN


@never_cache
@require_POST
def member_domain(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Verify membership by the confirmed address: only on this click, never automatically."""
    try:
        signature = links.follow(token, membership.MANAGE)
        guild = membership.guild_or_404(signature, slug)
        proven = actions.prove(signature, guild=guild)
    except ClosedStatementError as error:
        return link_pages.private(signing.closed(request, error.text))
    except membership.BAD_LINKS as error:
        return link_pages.page(request, error)
    except NotAtDomainError:
        said = {DOMAIN.value: {"error": does_not_fit()}}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return membership.membership_page(request, token, signature, guild, status=status, **said)
    return signing.thanks(request, proven)


def does_not_fit() -> str:
    return gettext(
        "Your e-mail address is not at a domain of this guild. Choose another way to show "
        "membership."
    )
