"""One page to place many people above the list: type or paste, check, add."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from signatures.actions.notables import several
from signatures.errors import StaleEditError
from signatures.forms.notables.several import MOST, NEW, ROWS, Row, SeveralForm, typed_rows
from signatures.models import Notable, NotableHeading, Right, Signature, Statement, TextVersion
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.lists.notables import say_changed


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def several_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the table. POST checks it, and adds everyone once each row is clear."""
    statement = statement_or_404(slug)
    if request.method != "POST":
        heading = NotableHeading.objects.filter(statement=statement).first()
        form = SeveralForm(statement=statement, initial={"heading": heading})
        return _page(request, statement, form, [])
    get_object_or_404(TextVersion.objects.filter(statement=statement)[:1])
    form = SeveralForm(request.POST, statement=statement)
    try:
        rows = typed_rows(request.POST)
    except ValidationError as error:
        form.add_error("pasted", error)
        return _page(request, statement, form, [], HTTPStatus.UNPROCESSABLE_ENTITY)
    found = several.find(statement, [each.name for each in rows if each.name])
    for each in rows:
        if each.name:
            each.offer(found[each.name])
    is_wrong = not form.is_valid() or any(each.error for each in rows)
    is_clear = rows and not any(each.is_unclear for each in rows)
    if is_wrong or not is_clear or "add" not in request.POST or request.POST.get("pasted"):
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
        return _page(request, statement, form, rows, status)
    return _add(request, statement, form, rows)


def _add(
    request: SignedInRequest, statement: Statement, form: SeveralForm, rows: list[Row]
) -> HttpResponse:
    people = [each.person() for each in rows]
    heading = form.cleaned_data["heading"]
    try:
        several.add(statement, people, heading=heading, check=form.check(), by=request.user)
    except StaleEditError:
        say_changed(request)
        return _page(request, statement, form, rows, HTTPStatus.CONFLICT)
    text = ngettext(
        "%d person is a notable signatory now.", "%d people are notable signatories now.", len(rows)
    )
    messages.success(request, text % len(rows))
    held = Notable.objects.filter(heading=heading, signature__state=Signature.State.HELD).count()
    if held:
        text = ngettext(
            "%d person under this heading is under review, and not shown yet.",
            "%d people under this heading are under review, and not shown yet.",
            held,
        )
        messages.info(request, text % held)
    return redirect("desk_notables", statement.slug)


def _page(
    request: SignedInRequest,
    statement: Statement,
    form: SeveralForm,
    rows: list[Row],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    is_filled = bool(rows)
    if rows and "pasted" in form.data:
        form.data = dict(form.data.items()) | {"pasted": ""}  # it is in the table now
    empty = max(0 if is_filled else ROWS, min(3, MOST - len(rows)))
    more = [Row(number, "", "") for number in range(len(rows), len(rows) + empty)]
    for each in more:
        each.error = ""
    context = {
        "form": form,
        "rows": [*rows, *more],
        "filled": len(rows),
        "new": NEW,
        "is_clear": is_filled and not any(each.error or each.is_unclear for each in rows),
        "missing": sum(each.chosen == NEW and not each.error for each in rows),
        "has_headings": NotableHeading.objects.filter(statement=statement).exists(),
        "said": gettext("Has not signed: add the name"),
    }
    template = "desk/lists/several_notables.html"
    return desk_page(request, template, context, statement=statement, status=status)
