"""Organizers' pages to search signatures and to save searches."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.moderation import saved_searches
from signatures.errors import TooSlowError
from signatures.forms.moderation.bulk import BatchForm
from signatures.forms.moderation.search import SaveSearchForm, SearchingForm
from signatures.models import Right, SavedSearch, Signature, Statement
from signatures.models.searching import MOST_SIMILAR, answered_within
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.people import found_rows
from signatures.views import paging
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

PER_PAGE = 50
PATIENCE = timedelta(seconds=6)  # time limit of the database for one query
TOO_SLOW = _("This search takes too long. Narrow it, for example by date.")


@requires(Right.SIGNATURES)
@require_safe
def signatures_page(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    form = SearchingForm(request.GET)
    matches: dict[str, Any] = {"rows": []}
    if form.is_valid():
        try:
            matches = _find(request, statement, form)
        except TooSlowError:
            form.add_error(None, TOO_SLOW)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        **matches,
        "form": form,
        "saved": SavedSearch.objects.filter(statement=statement),
        "batch_form": BatchForm(initial={"query": form.query}, auto_id="id_batch_%s"),
    }
    return desk_page(
        request, "desk/moderation/signatures.html", context, statement=statement, status=status
    )


def _find(request: SignedInRequest, statement: Statement, form: SearchingForm) -> dict[str, Any]:
    """Return a page of the matches. Raises TooSlowError, and Http404 for a bad cursor."""
    everyone = Signature.objects.filter(statement=statement)
    signatures = form.narrow(everyone)
    with answered_within(PATIENCE):
        if like := form.cleaned_data["like"]:
            alike = list(_shown(signatures).most_similar_first(like)[:MOST_SIMILAR])
            number, page = len(alike), paging.Page(alike, "", "")
        else:
            shown, after = _shown(signatures.last_signed_first()), request.GET.get("after", "")
            number, page = _page(shown, among=everyone.last_signed_first(), after=after)
    return {
        "rows": found_rows.rows(page.rows, statement.slug),
        "number": min(number, paging.MANY),
        "is_more": number > paging.MANY,
        "previous_url": _address(request, form, page.previous),
        "next_url": _address(request, form, page.next),
    }


def _shown(signatures: SignatureQuerySet) -> SignatureQuerySet:
    return signatures.prefetch_related(found_rows.WITH_THESE)


def _page(
    signatures: SignatureQuerySet, *, among: SignatureQuerySet, after: str
) -> tuple[int, paging.Page]:
    """Return how many there are (MANY + 1 if there are more than MANY), and a page of them."""
    try:
        number, _common, page = paging.page_of_matches(
            signatures,
            among=among,
            after=after,
            size=PER_PAGE,
            fetch=lambda ids: signatures.filter(pk__in=ids),
        )
    except paging.BadCursorError as error:
        raise Http404 from error
    return number, page


def _address(request: SignedInRequest, form: SearchingForm, cursor: str) -> str:
    return f"{request.path}?{urlencode(form.asked | {'after': cursor})}" if cursor else ""


@requires(Right.SIGNATURES)
@require_POST
def save_search(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save a search under its own name, for all organizers of this statement."""
    statement = statement_or_404(slug)
    form = SaveSearchForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, gettext("Nothing was saved. Enter a name and at least one condition.")
        )
        return redirect("desk_signatures", slug)
    try:
        saved_searches.add(statement, **form.cleaned_data, by=request.user)
    except IntegrityError:
        messages.error(
            request, gettext("There is already a search with this name. Choose another name.")
        )
    address = reverse("desk_signatures", args=[slug])
    return redirect(f"{address}?{form.cleaned_data['query']}")


@requires(Right.SIGNATURES)
@require_POST
def delete_search(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a search. It makes no difference if someone else has already deleted it."""
    saved_searches.delete(statement_or_404(slug), pk, by=request.user)
    return redirect("desk_signatures", slug)
