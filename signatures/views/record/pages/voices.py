"""Public pages of quotes, and of the organizations that signatories are with."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.monitoring import reduced_mode
from signatures.actions.tidying import affiliations
from signatures.models import Affiliation, Signature, TextVersion
from signatures.models.signature import SignatureQuerySet
from signatures.models.statement import FormField
from signatures.renditions import signatories
from signatures.text import finding
from signatures.views import paging, public
from signatures.views.health.reduced import reduced_page

PER_PAGE = 30
MOST_ORGANIZATIONS = 200
LONGEST = 200  # characters of a search


@require_safe
@public.cached("q", "after")
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show accepted quotes, newest signature first, or those that match a search."""
    text = _text_or_404(request, slug, FormField.QUOTE)
    typed = request.GET.get("q", "")[:LONGEST]
    words = finding.alternatives(typed)
    if typed and reduced_mode.is_on():
        return reduced_page(request, text)
    found = Signature.objects.listed(text.statement).quoted(words)
    context = {"q": typed, **_page(request, text, found if words or not typed else found.none())}
    return render(request, "record/signatories/quotes.html", context)


@require_safe
@public.cached("from", "after")
def organizations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which organizations signatories are with; with ``from``, the signatories of one."""
    text = _text_or_404(request, slug, FormField.AFFILIATION)
    statement = text.statement
    key = request.GET.get("from", "")
    if not key:
        rows = affiliations.frequent(statement)[:MOST_ORGANIZATIONS]
        context = {"text": text, "statement": statement, "rows": rows}
        return render(request, "record/signatories/affiliations.html", context)
    name = _name(text, key)
    found = Signature.objects.listed(statement).from_organization(key)
    number = found.order_by()[: paging.MANY + 1].count()
    context = {
        "organization": name,
        "number": number,
        "more_than": paging.MANY if number > paging.MANY else 0,
        **_page(request, text, found, {"from": key}),
    }
    return render(request, "record/signatories/from.html", context)


def _name(text: TextVersion, key: str) -> str:
    """Return the most recent spelling of an organization. Raises Http404 if no one is from it."""
    if "\0" in key:
        raise Http404
    public_ones = Affiliation.objects.public(text.statement).filter(key=key)
    name = public_ones.order_by("-pk").values_list("name", flat=True).first()
    if name is None:
        raise Http404
    return name


def _text_or_404(request: HttpRequest, slug: str, field: str) -> TextVersion:
    text = public.text_or_404(request, slug)
    statement = text.statement
    if not statement.is_public or statement.is_early_copy or field not in statement.form_fields:
        raise Http404
    return text


def _page(
    request: HttpRequest,
    text: TextVersion,
    found: SignatureQuerySet,
    kept: dict[str, str] | None = None,
) -> dict[str, object]:
    """Return one page of signatures and the addresses of those around it. Raises Http404."""
    statement = text.statement
    try:
        page = paging.page(found, after=request.GET.get("after", ""), size=PER_PAGE)
    except paging.BadCursorError as error:
        raise Http404 from error
    kept = kept or ({"q": request.GET["q"]} if request.GET.get("q") else {})
    counts = figures.of(statement)
    versions = counts.by_wording(statement.language).versions
    return {
        "text": text,
        "statement": statement,
        "counts": counts,
        "rows": signatories.rows(page.rows, versions=versions, of=statement),
        "previous_url": f"?{urlencode({**kept, 'after': page.previous})}" if page.previous else "",
        "next_url": f"?{urlencode({**kept, 'after': page.next})}" if page.next else "",
    }
