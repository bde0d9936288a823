"""Editors' pages to add videos and documents to a statement."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.statements import links as actions
from signatures.forms.statements.links import LinkForm
from signatures.models import Right, Statement, StatementLink
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the links, with a form for one more."""
    statement = statement_or_404(slug)
    found = list(statement.links.all())
    if request.method == "POST":
        form = LinkForm(request.POST, request.FILES)
        if form.is_valid():
            actions.add(statement, **form.values(), by=request.user)
            return redirect("desk_links", slug)
    else:
        last = found[-1].position if found else 0
        form = LinkForm(initial={"position": min(last + 1, 10_000)})
    del form.fields["without_picture"]
    context = {"form": form, "links": found}
    return _page(request, "desk/statements/links.html", context, statement)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    link = _link(slug, pk)
    if request.method == "POST":
        form = LinkForm(request.POST, request.FILES)
        if form.is_valid():
            if not actions.change(link, **form.values(), by=request.user):
                _say_gone(request)
            return redirect("desk_links", slug)
    else:
        shown = {"title": link.title, "url": link.url, "position": link.position}
        form = LinkForm(initial=shown)
    if not link.picture:
        del form.fields["without_picture"]
    context = {"form": form, "link": link}
    return _page(request, "desk/statements/link.html", context, link.statement)


@requires(Right.STATEMENTS)
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    if not actions.remove(_link(slug, pk), by=request.user):
        _say_gone(request)
    return redirect("desk_links", slug)


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], statement: Statement
) -> HttpResponse:
    wrong = context["form"].errors
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, template, context, statement=statement, status=status)


def _link(slug: str, pk: int) -> StatementLink:
    found = StatementLink.objects.select_related("statement")
    return get_object_or_404(found, statement__slug=slug, pk=pk)


def _say_gone(request: SignedInRequest) -> None:
    messages.warning(request, gettext("Somebody has removed this link meanwhile."))
