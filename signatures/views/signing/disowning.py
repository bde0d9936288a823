"""Views for people who did not sign: by the link in our e-mail, or by their name on the list."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from signatures.actions.mail import suppressions
from signatures.actions.signing import identity_claims
from signatures.actions.signing import sign as signing
from signatures.errors import BrokenLinkError, ExpiredLinkError, FloodError, UsedLinkError
from signatures.forms.own.own_signature import NotMeForm
from signatures.models import IdentityClaim, Signature, Statement, TextVersion
from signatures.renditions import signatories
from signatures.views import public, sources
from signatures.views.signing import links as link_pages
from signatures.views.signing.answers import too_many

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_http_methods(["POST"])
def disown(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signature = signing.disown(token)
    except BAD_LINKS as error:
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


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Report a name. GET shows the form; POST sends a link, or shows the form with its errors."""
    text = public.public_text_or_404(request, slug)
    if request.method != "POST":
        return _form_page(request, text, _empty_claim(request, text.statement))
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    try:
        identity_claims.admit(sources.source_of(request, text.statement))
    except FloodError as error:
        return too_many(request, error)
    form = NotMeForm(request.POST, statement=text.statement)
    if not form.is_valid():
        return _form_page(request, text, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    given = {name: form.cleaned_data[name] for name in ("email", "words")}
    identity_claims.ask(form.chosen, **given)
    return redirect("claim_sent", slug=slug)


def _empty_claim(request: HttpRequest, statement: Statement) -> NotMeForm:
    """Return the form, with the name of the signature whose page linked here."""
    listed = Signature.objects.listed(statement).filter(display__in=Signature.NAMED)
    found = listed.with_reference(request.GET.get("signature", "")).first()
    return NotMeForm(None, statement=statement, name=found.name if found else "")


def _form_page(
    request: HttpRequest, text: TextVersion, form: NotMeForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"text": text, "statement": text.statement, "form": form}
    response = render(request, "signing/not_me/form.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@public.cached()
def claim_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the same page whatever the form led to."""
    text = public.public_text_or_404(request, slug)
    context = {"text": text, "statement": text.statement}
    return render(request, "signing/not_me/sent.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a report. GET shows a button and writes nothing: mail scanners open links."""
    try:
        is_post = request.method == "POST"
        found = identity_claims.confirm(token) if is_post else identity_claims.follow(token)
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    signature = found.signature
    is_listed = signature.state == "published" and not found.holds
    context = {
        "claim": found,
        "text": signature.text_version,
        "statement": signature.statement,
        "row": signatories.row(signature) if is_listed else None,
    }
    waits = found.state == IdentityClaim.State.UNCONFIRMED
    template = "signing/not_me/confirm.html" if waits else "signing/not_me/confirmed.html"
    return link_pages.private(render(request, template, context))
