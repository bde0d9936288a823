"""Headings of notable signatories: add, rename, move and delete them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from signatures.actions.notables import headings as notable_headings
from signatures.errors import StaleEditError
from signatures.forms.notables.notables import HeadingForm, StepForm
from signatures.models import NotableHeading, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import statement_or_404
from signatures.views.desk.lists.notables import overview, say_changed


@requires(Right.SIGNATURES)
@require_POST
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    form = HeadingForm(request.POST, statement=statement)
    if not form.is_valid():
        return overview(request, statement, form)
    name = form.cleaned_data["name"]
    return _do(request, slug, lambda: notable_headings.add(statement, name=name, by=request.user))


@requires(Right.SIGNATURES)
@require_POST
def rename(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    heading = _heading_or_404(slug, pk)
    form = HeadingForm(request.POST, statement=heading.statement, but=heading)
    if not form.is_valid():
        return overview(request, heading.statement, form)
    name = form.cleaned_data["name"]
    return _do(request, slug, lambda: notable_headings.rename(heading, name=name, by=request.user))


@requires(Right.SIGNATURES)
@require_POST
def move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    heading = _heading_or_404(slug, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        say_changed(request)
        return redirect("desk_notables", slug)
    up, seen = form.cleaned_data["to"] == "up", form.cleaned_data["seen"]
    return _do(
        request,
        slug,
        lambda: notable_headings.step(heading, up=up, seen=seen, by=request.user),
    )


@requires(Right.SIGNATURES)
@require_POST
def delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    heading = _heading_or_404(slug, pk)
    if heading.notables.exists():
        text = gettext("There are signatories under this heading. Move or remove them first.")
        messages.error(request, text)
        return redirect("desk_notables", slug)
    return _do(request, slug, lambda: notable_headings.delete(heading, by=request.user))


def _heading_or_404(slug: str, pk: int) -> NotableHeading:
    headings = NotableHeading.objects.select_related("statement")
    return get_object_or_404(headings, statement=statement_or_404(slug), pk=pk)


def _do(request: SignedInRequest, slug: str, change: Callable[[], object]) -> HttpResponse:
    try:
        change()
    except StaleEditError:
        say_changed(request)
    return redirect("desk_notables", slug)
