"""Page on which a signatory of an earlier wording signs the current one."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.mail import links
from signatures.actions.signing import new_wordings
from signatures.errors import BrokenLinkError, ChangedTextError, ExpiredLinkError, UsedLinkError
from signatures.models import Signature, Token
from signatures.renditions.texts import letter
from signatures.renditions.texts.versions import Version
from signatures.views.signing import links as link_pages

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_wording(request: HttpRequest, token: str) -> HttpResponse:
    """Show the new wording with one button. GET changes nothing; POST signs it."""
    try:
        if request.method != "POST":
            return _page(request, token, links.follow(token, Token.Purpose.MANAGE))
        signature = new_wordings.sign_current(token, read=request.POST.get("read", ""))
    except ChangedTextError:
        signature = links.follow(token, Token.Purpose.MANAGE)
        return _page(request, token, signature, changed=True, status=HTTPStatus.CONFLICT)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    return _page(request, token, signature, done=True)


def _page(
    request: HttpRequest,
    token: str,
    signature: Signature,
    *,
    done: bool = False,
    changed: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    new, old = new_wordings.current_text(signature), signature.text_version
    is_same_language = new.language == old.language
    version = Version(new, 0, is_current=True, before=old if is_same_language else None)
    context = {
        "text": new,
        "old": old,
        "statement": signature.statement,
        "letter": letter.html(new.text),
        "version": version,
        "is_signed": done or not new_wordings.has_signed_earlier(signature),
        "can_sign": signature.state in new_wordings.SIGNS,
        "changed": changed,
        "token": token,
    }
    template = "signing/own_signature/new_wording.html"
    return link_pages.private(render(request, template, context, status=status))
