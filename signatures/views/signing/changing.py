"""Pages on which signatories change their own entry and choose whether to get updates."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.mail import links
from signatures.actions.signing import changing
from signatures.actions.signing.changing import Outcome
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.forms.changing import ChangeForm
from signatures.models import Signature, Token
from signatures.views.signing import links as link_pages

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
        if signature.state not in changing.CHANGEABLE or signature.is_erased:
            raise UsedLinkError
        form = ChangeForm(request.POST if request.method == "POST" else None, signature=signature)
        if not form.is_bound or not form.is_valid():
            return _page(request, token, signature, form)
        outcome = changing.change(token, form.entry())
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    if outcome is Outcome.WAITS:
        context = {"text": signature.text_version, "statement": signature.statement}
        template = "signing/own_signature/change_waits.html"
        return link_pages.private(render(request, template, {**context, "token": token}))
    return link_pages.private(redirect(reverse("manage", args=[token]) + "?changed"))


@require_POST
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw a change that waits for review."""
    try:
        changing.take_back(token)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    return link_pages.private(redirect("manage", token))


@require_POST
def set_updates(request: HttpRequest, token: str) -> HttpResponse:
    try:
        changing.set_updates(token, wanted=request.POST.get("updates") == "on")
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    return link_pages.private(redirect("manage", token))


def _page(request: HttpRequest, token: str, signature: Signature, form: ChangeForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "text": signature.text_version,
        "statement": signature.statement,
        "token": token,
    }
    template = "signing/own_signature/change.html"
    return link_pages.private(render(request, template, context, status=status))
