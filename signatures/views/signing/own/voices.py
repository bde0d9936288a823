"""Page on which signatories change their quote and their affiliation."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.evidence.voices import are_asked
from signatures.actions.mail import links
from signatures.actions.signing import changing, voices
from signatures.errors import BrokenLinkError, ExpiredLinkError, UsedLinkError
from signatures.forms.own.voices import VoiceForm
from signatures.models import Token
from signatures.views.signing import links as link_pages

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
        if signature.state not in changing.CHANGEABLE or signature.is_erased:
            raise UsedLinkError
        if not are_asked(signature.statement):
            raise Http404
        form = VoiceForm(request.POST if request.method == "POST" else None, signature=signature)
        if form.is_bound and form.is_valid():
            voices.change(token, form.voice())
            return link_pages.private(redirect(reverse("manage", args=[token]) + "?changed"))
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "text": signature.text_version,
        "statement": signature.statement,
        "signature": signature,
        "token": token,
    }
    template = "signing/own_signature/voice.html"
    return link_pages.private(render(request, template, context, status=status))
