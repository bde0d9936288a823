"""Editors' pages for numbers of signatures that partners collected, for example on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.record_keeping import edits
from signatures.forms.statements.partner_totals import PartnerTotalForm
from signatures.models import PartnerTotal, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.STATEMENTS)
@require_safe
def totals(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    context = {"totals": PartnerTotal.objects.filter(statement=statement)}
    return desk_page(request, "desk/statements/partner_totals.html", context, statement=statement)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    new = PartnerTotal(statement=statement)
    return editing.edit_page(
        request,
        PartnerTotalForm(**editing.typed(request), instance=new),
        save=lambda row, seen: edits.add(row, by=request.user),
        back=reverse("desk_partner_totals", args=[slug]),
        heading=gettext("Enter a partner’s total"),
        statement=statement,
    )


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    total = _total(slug, pk)
    return editing.edit_page(
        request,
        PartnerTotalForm(**editing.typed(request), instance=total),
        save=lambda row, seen: edits.save(row, by=request.user, seen=seen),
        back=reverse("desk_partner_totals", args=[slug]),
        heading=gettext("Change a partner’s total"),
        statement=total.statement,
        delete=reverse("desk_partner_total_remove", args=[slug, pk]),
    )


@requires(Right.STATEMENTS)
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    if edits.delete(_total(slug, pk), by=request.user):
        messages.success(request, gettext("The total is removed from all pages."))
    return redirect("desk_partner_totals", slug)


def _total(slug: str, pk: int) -> PartnerTotal:
    found = PartnerTotal.objects.select_related("statement")
    return get_object_or_404(found, statement=statement_or_404(slug), pk=pk)
