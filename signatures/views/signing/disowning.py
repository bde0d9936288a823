"""Views for "I did not sign this", and for taking that back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.mail import suppressions
from signatures.actions.signing import sign as signing
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.models import Statement, TextVersion
from signatures.views.signing import links as link_pages


@never_cache
@require_http_methods(["POST"])
def disown(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = signing.disown(token)
    except (BrokenLinkError, ExpiredLinkError, UsedLinkError) as error:
        return link_pages.page(request, error)
    context = {
        "text": signature.text_version,
        "statement": signature.statement,
        "was_listed": signature.added_by_organizers,
        "allow_url": reverse("allow_again", args=[suppressions.allow_token(signature)]),
    }
    return link_pages.private(render(request, "signing/disowned.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def allow_again(request: HttpRequest, token: str) -> HttpResponse:
    """Allow e-mails again after a mistaken "I did not sign this". GET shows a button."""
    is_allowed = request.method == "POST"
    try:
        read = suppressions.allow_again if is_allowed else suppressions.statement_of
        statement = read(token)
    except BrokenLinkError as error:
        return link_pages.page(request, error)
    context = {
        "is_allowed": is_allowed,
        "statement": statement,
        "text": TextVersion.objects.filter(statement=statement).current_first().first(),
        "sign_url": _sign_url(statement),
    }
    return link_pages.private(render(request, "signing/allow_again.html", context))


def _sign_url(statement: Statement) -> str:
    """Return the address of the form, with the invitation that the person already had."""
    path = reverse("sign", args=[statement.slug])
    return path if statement.is_public else f"{path}?invitation={statement.invitation}"
