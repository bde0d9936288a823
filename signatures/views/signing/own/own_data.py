"""The data stored with one's own signature, as a page and as a JSON file."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import date as in_words
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from signatures.actions.mail import links
from signatures.actions.signing import own_data
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.models import Token
from signatures.views.signing import links as link_pages

# Headings of the page for tables that people know under another name.
HEADINGS = {
    "what you signed": gettext_lazy("What you signed"),
    "your signature": gettext_lazy("Your signature"),
    "what you agreed to": gettext_lazy("What you agreed to"),
    "attestations": gettext_lazy("Evidence"),
    "identity claims": gettext_lazy("Reports that you did not sign"),
    "address changes": gettext_lazy("A new e-mail address, not confirmed yet"),
    "outgoing mails": gettext_lazy("E-mails to you"),
    "tokens": gettext_lazy("Links and codes sent to you"),
}
# Labels of fields whose own names make sense only to people who know the program.
FIELDS = {
    "email": gettext_lazy("e-mail address"),
    "mailbox": gettext_lazy("address as it is compared with others"),
    "mailbox soft": gettext_lazy("address without what follows a +"),
    "public id": gettext_lazy("random number in links"),
    "source network": gettext_lazy("network you signed from"),
    "search text": gettext_lazy("words that the search finds"),
    "name key": gettext_lazy("place in the alphabet"),
    "attested at": gettext_lazy("confirmed"),
    "signed at": gettext_lazy("signed"),
    "published at": gettext_lazy("published"),
}
BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_safe
def own_data_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    context = {
        "parts": [_shown(each) for each in own_data.held(signature)],
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


def _shown(part: own_data.Part) -> tuple[str, list[list[tuple[str, Any]]]]:
    """Return the heading of a part, and its rows as pairs of a label and words."""
    rows = [
        [(str(FIELDS.get(name, name)), _words(each)) for name, each in row.items()]
        for row in part.rows
    ]
    heading = HEADINGS.get(part.name, part.name.capitalize())
    return str(heading), [[pair for pair in row if pair[1] not in ("", None)] for row in rows]


def _words(value: Any) -> Any:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return in_words(localtime(value), "j F Y, H:i T")
    if isinstance(value, date):
        return in_words(value, "j F Y")
    return ", ".join(map(str, value)) if isinstance(value, list) else value
