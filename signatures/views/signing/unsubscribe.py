"""The link in each e-mail with an update that stops these e-mails (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.mail import updates
from signatures.errors import BrokenLinkError
from signatures.views.signing import links as link_pages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop updates on POST, by the button or by an e-mail program. GET only shows the button.

    A POST needs no cookie and no CSRF token: the token in the address is the authority.
    """
    is_done = request.method == "POST"
    try:
        signature = updates.unsubscribe(token) if is_done else updates.follow(token)
    except BrokenLinkError as error:
        return link_pages.page(request, error)
    is_done = is_done or signature is None or not signature.updates
    context = {
        "is_done": is_done,
        "text": signature and signature.text_version,
        "statement": signature and signature.statement,
    }
    return link_pages.private(render(request, "signing/unsubscribe.html", context))
