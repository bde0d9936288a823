"""Views that ask a signatory drawn in an audit whether they signed."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.audits import answers as audit_answers
from signatures.errors import BrokenLinkError, ExpiredLinkError, RefusedError, UsedLinkError
from signatures.forms.audits import AnswerForm
from signatures.models import Signature
from signatures.renditions import signatories
from signatures.text import addresses
from signatures.views.signing import links as link_pages

DEAD = {BrokenLinkError: HTTPStatus.NOT_FOUND, ExpiredLinkError: HTTPStatus.GONE}
DEAD[UsedLinkError] = HTTPStatus.GONE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the question. GET shows two buttons and writes nothing: mail scanners open links."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_valid():
            return _answered(request, *audit_answers.answer(token, form.cleaned_data["answer"]))
        signature, answer = audit_answers.question(token)
    except (BrokenLinkError, ExpiredLinkError, UsedLinkError) as error:
        return _dead_link(request, error)
    if answer and not form.is_bound:
        return _answered(request, signature, answer)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _page(request, "signing/audits/asked.html", signature, {"form": form}, status)


def _answered(request: HttpRequest, signature: Signature, answer: str) -> HttpResponse:
    return _page(request, "signing/audits/answered.html", signature, {"answer": answer})


def _page(
    request: HttpRequest,
    template: str,
    signature: Signature,
    more: dict[str, object],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "text": signature.text_version,
        "statement": signature.statement,
        "signature": signature,
        "signed_on": signatories.in_words(signature.signed_at),
        "masked_email": addresses.mask(signature.email),
        **more,
    }
    return link_pages.private(render(request, template, context, status=status))


def _dead_link(request: HttpRequest, error: RefusedError) -> HttpResponse:
    context = {
        "is_old": isinstance(error, ExpiredLinkError),
        "is_broken": isinstance(error, BrokenLinkError),
    }
    page = render(request, "signing/audits/dead_link.html", context, status=DEAD[type(error)])
    return link_pages.private(page)
