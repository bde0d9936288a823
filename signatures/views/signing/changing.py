"""Pages on which signatories change their entry and address, and choose to get updates."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.mail import links
from signatures.actions.signing import address_changes, changing
from signatures.actions.signing.changing import Outcome
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.forms.own.changing import ChangeForm
from signatures.forms.own.own_signature import AddressForm
from signatures.models import Signature, Token
from signatures.renditions.texts import consents as words
from signatures.text import addresses
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
        changing.discard_change(token)
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
    """Hide the name but still count the signature. GET says what that means."""
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for another address. The answer does not tell whether someone signed with it."""
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
        if not address_changes.can_change(signature):
            raise UsedLinkError
        form = AddressForm(request.POST if request.method == "POST" else None)
        is_asked = form.is_bound and form.is_valid()
        if is_asked:
            address_changes.ask(token, form.cleaned_data["email"])
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    context = {
        "form": form,
        "text": signature.text_version,
        "statement": signature.statement,
        "masked_email": addresses.mask(signature.email),
        "typed": form.cleaned_data["email"] if is_asked else "",
        "token": token,
    }
    template = "signing/new_address/asked.html" if is_asked else "signing/new_address/form.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return link_pages.private(render(request, template, context, status=status))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm or stop a change, from the old or the new address. GET shows the buttons."""
    try:
        change, is_new = address_changes.follow(token)
        signature = change.signature
        context = {
            "text": signature.text_version,
            "statement": signature.statement,
            "is_new": is_new,
            # Its reader knows the one address; the other one may be someone else's.
            "old": addresses.mask(signature.email) if is_new else signature.email,
            "new": change.email if is_new else addresses.mask(change.email),
        }
        if request.method == "POST" and request.POST.get("act") == "stop":
            address_changes.stop(token)
            return _address_page(request, "stopped", context)
        if request.method == "POST":
            context["is_made"] = address_changes.confirm(token)
            return _address_page(request, "confirmed", context)
    except UsedLinkError:
        return _address_page(request, "taken", context, status=HTTPStatus.GONE)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    is_confirmed = change.new_confirmed_at if is_new else change.old_confirmed_at
    return _address_page(request, "confirmed" if is_confirmed else "confirm", context)


def _address_page(
    request: HttpRequest, name: str, context: dict[str, object], status: int = HTTPStatus.OK
) -> HttpResponse:
    template = f"signing/new_address/{name}.html"
    return link_pages.private(render(request, template, context, status=status))
