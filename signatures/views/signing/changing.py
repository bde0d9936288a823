"""Pages on which signatories change their own entry and choose whether to get updates."""

from http import HTTPStatus

from django.conf import settings
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
from signatures.renditions.texts import consents as words
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
        outcome = changing.change(token, form.entry(), consent=form.consents.get("publish", ""))
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
        wanted = request.POST.get("updates") == "on"
        changing.set_updates(token, wanted=wanted, words=words.to_get_updates())
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    return link_pages.private(redirect("manage", token))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_publishing(request: HttpRequest, token: str) -> HttpResponse:
    """Hide the name and go on counting the signature. GET says what that means."""
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
        if request.method == "POST":
            changing.stop_publishing(token)
            return link_pages.private(redirect(reverse("manage", args=[token]) + "?changed"))
        if signature.state not in changing.CHANGEABLE or signature.is_erased:
            raise UsedLinkError
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    context = {
        "text": signature.text_version,
        "statement": signature.statement,
        "days": settings.KEEP_WITHHELD.days,
        "token": token,
    }
    template = "signing/own_signature/stop_publishing.html"
    return link_pages.private(render(request, template, context))


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
