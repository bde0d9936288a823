"""All that is stored about one's own signature, as a page and as a JSON file."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from signatures.actions.mail import links
from signatures.actions.signing import own_data
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.models import Token
from signatures.views.signing import links as link_pages

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_safe
def own_data_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    context = {
        "parts": own_data.held(signature),
        "text": signature.text_version,
        "statement": signature.statement,
        "token": token,
    }
    return link_pages.private(render(request, "signing/own_signature/data.html", context))


@never_cache
@require_safe
def own_data_json(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    held = {part.name: part.rows for part in own_data.held(signature)}
    response = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="my-signature.json"'
    return link_pages.private(response)
