"""Editors' pages for marks of organizations: define one, give it, take it away."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.organizations import marks
from signatures.actions.record_keeping import edits
from signatures.forms.organizations.marks import GivenMarkForm, MarkForm
from signatures.models import GivenMark, Mark, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.ORGANIZATIONS)
@require_safe
def marks_page(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    given = GivenMark.objects.select_related("endorsement__organization", "by")
    given = given.order_by("endorsement__organization__name", "pk")
    found = Mark.objects.filter(statement=statement)
    context = {"marks": found.prefetch_related(Prefetch("given", given))}
    return desk_page(request, "desk/lists/marks.html", context, statement=statement)


@requires(Right.ORGANIZATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def define(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    return editing.edit_page(
        request,
        MarkForm(**editing.typed(request), instance=Mark(statement=statement)),
        save=lambda row, seen: edits.add(row, by=request.user),
        back=reverse("desk_marks", args=[slug]),
        heading=gettext("Define a mark"),
        statement=statement,
    )


@requires(Right.ORGANIZATIONS)
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    if marks.remove(_mark(slug, pk), by=request.user):
        messages.success(request, gettext("The mark is removed from all pages."))
    return redirect("desk_marks", slug)


@requires(Right.ORGANIZATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    mark = _mark(slug, pk)
    return editing.edit_page(
        request,
        GivenMarkForm(**editing.typed(request), instance=GivenMark(mark=mark)),
        save=lambda row, seen: edits.add(row, by=request.user),
        back=reverse("desk_marks", args=[slug]),
        heading=gettext("Give the mark “%s”") % mark.label,
        statement=mark.statement,
    )


@requires(Right.ORGANIZATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def check_again(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    given = _given(slug, pk)
    names = {"mark": given.mark.label, "organization": given.endorsement.organization.name}
    return editing.edit_page(
        request,
        GivenMarkForm(**editing.typed(request), instance=given),
        save=lambda row, seen: marks.check_again(row, seen=seen, by=request.user),
        back=reverse("desk_marks", args=[slug]),
        heading=gettext("“%(mark)s” for %(organization)s") % names,
        statement=given.statement,
        delete=reverse("desk_given_mark_remove", args=[slug, pk]),
    )


@requires(Right.ORGANIZATIONS)
@require_POST
def take_away(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    if edits.delete(_given(slug, pk), by=request.user):
        messages.success(request, gettext("The organization no longer has the mark."))
    return redirect("desk_marks", slug)


def _mark(slug: str, pk: int) -> Mark:
    found = Mark.objects.select_related("statement")
    return get_object_or_404(found, statement=statement_or_404(slug), pk=pk)


def _given(slug: str, pk: int) -> GivenMark:
    found = GivenMark.objects.select_related("mark__statement", "endorsement__organization")
    return get_object_or_404(found, mark__statement=statement_or_404(slug), pk=pk)
