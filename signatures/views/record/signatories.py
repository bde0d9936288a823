from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.monitoring import reduced_mode
from signatures.errors import TooSlowError
from signatures.forms.signatories import SearchForm
from signatures.models import Signature
from signatures.models.statement import FormField
from signatures.renditions import signatories
from signatures.renditions.people import notables
from signatures.renditions.texts.wordings import Wording, Wordings
from signatures.views import paging, public
from signatures.views.health.reduced import reduced_page, too_slow_page
from signatures.views.record import matches

PER_PAGE = 60


@require_safe
@public.cached("q", "occupation", "country", "guild", "affiliation", "order", "after", "wording")
def signatories_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the list, or the matches of a search. A cursor not made by this list is a 404.

    Signatures of an earlier wording are listed apart, with ``wording`` in the address.
    """
    text = public.public_text_or_404(request, slug)
    statement = text.statement
    counts, reduced = figures.of(statement), reduced_mode.is_on()
    wordings = counts.by_wording(statement.language)
    earlier = _earlier(request, wordings)
    form = SearchForm(
        request.GET, statement=statement, wording=earlier.number if earlier else wordings.shown
    )
    if reduced and form.is_narrow:
        return reduced_page(request, text)
    after = request.GET.get("after", "")
    try:
        number, page = _find(form, after)
    except paging.BadCursorError as error:
        raise Http404 from error
    except TooSlowError:
        return too_slow_page(request, text)
    context = {
        "nav": "signatories",
        "text": text,
        "statement": statement,
        "counts": counts,
        "count_url": "" if statement.is_early_copy else reverse("api-1:count", args=[slug]),
        "form": form,
        "reduced": reduced,
        **_numbers(form, number),
        "wordings": wordings,
        "earlier": earlier,
        "rows": _rows(form, wordings, page),
        **_order(form, wordings, is_top=not after and not form.is_narrow),
        **_addresses(request, form, page, earlier, after),
    }
    return render(request, "record/signatories/list.html", context)


def _rows(form: SearchForm, wordings: Wordings, page: paging.Page) -> list[signatories.Row]:
    large, versions = form.large_guilds, wordings.versions
    return signatories.rows(page.rows, large=large, versions=versions, of=form.statement)


def _find(form: SearchForm, after: str) -> tuple[int, paging.Page]:
    listed = Signature.objects.listed(form.statement)
    return matches.find(form, listed, after=after, size=PER_PAGE)


def _numbers(form: SearchForm, number: int) -> dict[str, int]:
    is_more = number > paging.MANY and form.total is None
    return {"matches": number, "more_than": paging.MANY if is_more else 0}


def _order(form: SearchForm, wordings: Wordings, *, is_top: bool) -> dict[str, object]:
    """Return whether the list is sorted by name, by the family name, and what stands above it."""
    return {
        "notables": _notables(form, wordings) if is_top else [],
        "by_name": form.cleaned_data["order"] == "name" if form.is_valid() else False,
        "by_family_name": FormField.FAMILY_NAME in form.statement.form_fields,
    }


def _addresses(
    request: HttpRequest, form: SearchForm, page: paging.Page, earlier: Wording | None, after: str
) -> dict[str, str]:
    """Return the addresses of the pages on both sides, of this list, and of its files."""
    return {
        "first_url": _address(request, form, earlier=earlier) if after else "",
        "previous_url": _address(request, form, page.previous, earlier=earlier),
        "next_url": _address(request, form, page.next, earlier=earlier),
        "current_url": request.path,
        "all_url": _path(request, earlier, {}),
        "files_query": f"?{urlencode(form.query)}" if form.query else "",
    }


def _earlier(request: HttpRequest, wordings: Wordings) -> Wording | None:
    """Return the earlier wording that the address asks for; None for the current one.

    Raises Http404 if the statement has no such wording.
    """
    asked = request.GET.get("wording", "")
    found = next((each for each in wordings.all if str(each.number) == asked), None)
    if asked and found is None:
        raise Http404
    return None if found is None or found.is_current else found


def _notables(form: SearchForm, wordings: Wordings) -> list[notables.Group]:
    return notables.groups(form.statement, wording=form.wording, versions=wordings.versions)


def _address(
    request: HttpRequest,
    form: SearchForm,
    cursor: str | None = None,
    *,
    earlier: Wording | None = None,
) -> str:
    """Return the address of this search from ``cursor`` on; "" if there is no page."""
    if cursor == "":
        return ""
    return _path(request, earlier, form.query | ({"after": cursor} if cursor else {}))


def _path(request: HttpRequest, earlier: Wording | None, query: dict[str, str]) -> str:
    query = query | ({"wording": str(earlier.number)} if earlier else {})
    return f"{request.path}?{urlencode(query)}" if query else request.path
