from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from signatures.actions.counts import tallies
from signatures.forms.signatories import SearchForm
from signatures.models import Signature
from signatures.renditions import notables, signatories
from signatures.views import paging, public
from signatures.views.record import matches

PER_PAGE = 60


@require_safe
@public.cached("q", "occupation", "country", "guild", "order", "after")
def signatories_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the list, or the matches of a search. A cursor not made by this list is a 404."""
    text = public.text_or_404(request, slug)
    statement = text.statement
    if not statement.is_public:
        raise Http404
    form = SearchForm(request.GET, statement=statement)
    after = request.GET.get("after", "")
    found = form.narrow(Signature.objects.listed(statement))
    try:
        number, page = matches.find(form, found, after=after, size=PER_PAGE)
    except paging.BadCursorError as error:
        raise Http404 from error
    is_top = not after and not form.is_narrow
    context = {
        "nav": "signatories",
        "text": text,
        "statement": statement,
        "counts": tallies.counts(statement),
        "count_url": reverse("api-1:count", args=[slug]),
        "form": form,
        "matches": number,
        "more_than": matches.MANY if number > matches.MANY and form.total is None else 0,
        "rows": signatories.rows(page.rows, large=form.large_guilds),
        "by_name": form.cleaned_data["order"] == "name" if form.is_valid() else False,
        "notables": notables.groups(statement) if is_top else [],
        "previous_url": _address(request, form, page.previous),
        "next_url": _address(request, form, page.next),
        "first_url": _address(request, form) if after else "",
        "all_url": request.path,
    }
    return render(request, "record/signatories/list.html", context)


def _address(request: HttpRequest, form: SearchForm, cursor: str | None = None) -> str:
    """Return the address of this search from ``cursor`` on; "" if there is no page."""
    if cursor == "":
        return ""
    query = form.query | ({"after": cursor} if cursor else {})
    return f"{request.path}?{urlencode(query)}" if query else request.path
