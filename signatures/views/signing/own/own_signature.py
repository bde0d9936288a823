"""Views for signatories: see what is public about their signature, and withdraw it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from signatures import tokens
from signatures.actions.evidence import voices
from signatures.actions.mail import links
from signatures.actions.privacy import withheld
from signatures.actions.signing import (
    address_changes,
    changing,
    consents,
    new_wordings,
    own_signature,
)
from signatures.actions.signing.linked_identities import orcid
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.forms.own.own_signature import AskForm
from signatures.models import EntryChange, Signature, Token, VouchRequest
from signatures.models.linked_site import are_offered
from signatures.renditions import signatories
from signatures.views.signing import links as link_pages

MANAGE = Token.Purpose.MANAGE
BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_safe
def manage(request: HttpRequest, token: str) -> HttpResponse:
    return _about(request, token, "signing/own_signature/show.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return _about(request, token, "signing/own_signature/withdraw.html")
    try:
        signature = own_signature.withdraw(token)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    statement = signature.statement
    context = {
        "text": signature.text_version,
        "statement": statement,
        "signatories_url": reverse("signatories", args=[statement.slug]),
    }
    return link_pages.private(render(request, "signing/own_signature/withdrawn.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        own_signature.ask_for_link(form.cleaned_data["email"])
        return render(request, "signing/own_signature/asked.html")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "signing/own_signature/ask.html", {"form": form}, status=status)


def _about(request: HttpRequest, token: str, template: str) -> HttpResponse:
    try:
        signature = links.follow(token, MANAGE)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    published = signature.state == Signature.State.PUBLISHED
    listed = published and signature.display != Signature.Display.COUNTED
    voices_are_asked = voices.are_asked(signature.statement)
    context = {
        "text": signature.text_version,
        "statement": signature.statement,
        "signature": signature,
        "new_wording": new_wordings.has_signed_earlier(signature),
        "state_words": signature.get_state_display(),
        "public_rows": signatories.rows([signature], of=signature.statement) if listed else [],
        "can_change": signature.state in changing.CHANGEABLE and not signature.is_erased,
        "can_change_address": address_changes.can_change(signature),
        "can_hide": "display" in signature.statement.form_fields
        and signature.display in Signature.NAMED,
        "consents": consents.of(signature),
        "voices_are_asked": voices_are_asked,
        "quote": getattr(signature, "quote", None) if voices_are_asked else None,
        "affiliation": getattr(signature, "affiliation", None) if voices_are_asked else None,
        "sites_are_offered": are_offered(signature.statement),
        "orcid_is_offered": orcid.is_offered(signature.statement),
        "erased_at": withheld.erased_at(signature),
        "waiting": EntryChange.objects.filter(signature=signature).first(),
        "changed": "changed" in request.GET,
        "proofs": signature.attestations.with_guild(),
        "reference": tokens.reference(signature.public_id),
        "disputed": signature.disputed_by.filter(state__in=VouchRequest.OPEN).exists(),
        "vouching": signature.vouch_requests.select_related("guild"),
        "token": token,
    }
    return link_pages.private(render(request, template, context))
