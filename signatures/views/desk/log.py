"""Log of decisions: who did what, when and why, newest first. Nothing here changes a line."""

from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Value
from django.db.models.lookups import LessThan
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from signatures.forms.log import LogFields, LogForm
from signatures.models import Decision, Right
from signatures.models.decision import DecisionQuerySet
from signatures.renditions import log as rendition
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.paging import RowPair

PER_PAGE = 100
LOOKED_THROUGH = 10_000  # lines that a page reads, for example to search for words


class Page(NamedTuple):
    """A page of lines. The next page begins below line ``after``, None at the end of the log."""

    rows: list[Decision]
    after: int | None
    is_cut_short: bool = False


@requires(Right.LOG, limited=True)
@require_safe
def log(request: SignedInRequest, slug: str = "") -> HttpResponse:
    statement = statement_or_404(slug) if slug else None
    form = LogForm(request.GET, statement=statement, seen_by=request.user)
    page = _page(form) if form.is_valid() else Page([], None)
    names = request.user.may(Right.SIGNATURES)
    context = {
        "form": form,
        "lines": rendition.lines(page.rows, undone=_undone(page.rows), reader=request.user),
        "is_cut_short": page.is_cut_short,
        "looked_through": LOOKED_THROUGH,
        "older_url": _address(request, form, page.after) if page.after else "",
        "newest_url": _address(request, form) if request.GET.get("after") else "",
        "opens_signatures": names,
        "folds": form.is_valid() and not form.is_about_few,
        **_chosen(form),
    }
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    return desk_page(request, "desk/log.html", context, statement=statement, status=status)


def _page(form: LogForm) -> Page:
    asked = form.narrow(Decision.objects.all())
    if form.cleaned_data["after"]:
        asked = _below(asked, form.cleaned_data["after"], by_id=bool(form.cleaned_data["batch"]))
    if not form.sifts:
        rows = list(_in_full(asked)[: PER_PAGE + 1])
        return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None)
    read = [LogFields(*row) for row in asked.values_list(*LogFields._fields)[:LOOKED_THROUGH]]
    found = [line.pk for line in read if form.fits(line)][: PER_PAGE + 1]
    these = Decision.objects.filter(pk__in=found[:PER_PAGE])
    rows = list(_in_full(these).order_by(*asked.query.order_by))
    if len(found) > PER_PAGE:
        return Page(rows, found[PER_PAGE - 1])
    is_cut_short = len(read) == LOOKED_THROUGH
    return Page(rows, read[-1].pk if is_cut_short else None, is_cut_short)


def _in_full(lines: DecisionQuerySet) -> DecisionQuerySet:
    return lines.select_related("by", "person", "signature", "statement").only(*rendition.READ)


def _below(lines: DecisionQuerySet, pk: int, *, by_id: bool) -> DecisionQuerySet:
    """Return the lines below line ``pk``. Lines are never deleted; Http404 for a made-up one."""
    if by_id:
        return lines.filter(pk__lt=pk)
    at = Decision.objects.filter(pk=pk).values_list("decided_at", flat=True).first()
    if at is None:
        raise Http404
    return lines.filter(LessThan(RowPair("decided_at", "pk"), RowPair(Value(at), Value(pk))))


def _undone(rows: list[Decision]) -> set[int]:
    found = Decision.objects.filter(undoes__in=[each.pk for each in rows])
    return {pk for pk in found.values_list("undoes", flat=True) if pk}


def _chosen(form: LogForm) -> dict[str, Any]:
    """Return how a page about one signature or one batch names it."""
    if not form.is_valid():
        return {}
    return {name: rendition.short(form.cleaned_data[name]) for name in ("signature", "batch")}


def _address(request: SignedInRequest, form: LogForm, after: int | None = None) -> str:
    query = form.query | ({"after": str(after)} if after else {})
    return f"{request.path}?{urlencode(query)}" if query else request.path
