"""Public page of one signature, where the statement gives each of them one."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from signatures import tokens
from signatures.actions.counts import figures
from signatures.models import Signature, TextVersion
from signatures.renditions import signatories
from signatures.renditions.people import linked_orcids, linked_sites
from signatures.renditions.sharing import share
from signatures.views import public


@require_safe
@public.cached()
def signature(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show a listed signature that shows its name; answer 410 once it is withdrawn."""
    text = public.text_or_404(request, slug)
    statement = text.statement
    if not statement.is_public or statement.is_early_copy or not statement.signature_pages:
        raise Http404
    listed = Signature.objects.listed(statement).filter(display__in=Signature.NAMED)
    found = listed.with_reference(reference).first()
    if found is None:
        return _gone(request, text, reference)
    if reference != tokens.reference(found.public_id):
        return redirect("signature", slug, tokens.reference(found.public_id))
    found.statement = statement
    versions = figures.of(statement).by_wording(statement.language).versions
    [row] = signatories.rows([found], versions=versions, of=statement)
    card = share.own_card(found)
    context = {
        "text": text,
        "statement": statement,
        "row": row,
        "linked": linked_sites.shown(found),
        "orcid": linked_orcids.shown(found),
        "signed": found.text_version,
        "reference": reference,
        "card": card,
        "card_url": settings.SITE_URL + card,
        "url": settings.SITE_URL + row.url,
    }
    return render(request, "record/signatories/signature.html", context)


def _gone(request: HttpRequest, text: TextVersion, reference: str) -> HttpResponse:
    """Say that the signature was withdrawn. Raises Http404 for any other state, or none."""
    withdrawn = Signature.objects.filter(
        statement=text.statement, state=Signature.State.WITHDRAWN
    ).with_reference(reference)
    if not withdrawn.exists():
        raise Http404
    context = {"text": text, "statement": text.statement}
    response = render(request, "record/signatories/withdrawn.html", context, status=HTTPStatus.GONE)
    response.headers["Cache-Control"] = "no-store"
    return response
