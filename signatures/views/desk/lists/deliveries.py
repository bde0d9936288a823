"""Editors' pages for deliveries to the addressee."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.statements.launch import deliveries as actions
from signatures.forms.statements.deliveries import DeliveryForm, NewDeliveryForm
from signatures.models import Delivery, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404


@requires(Right.STATEMENTS)
@require_safe
def deliveries(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    found = Delivery.objects.filter(statement=statement).prefetch_related("answers")
    context = {"deliveries": found, "may_update": request.user.may(Right.UPDATES)}
    return desk_page(request, "desk/lists/deliveries.html", context, statement=statement)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    return editing.edit_page(
        request,
        NewDeliveryForm(**editing.typed(request), instance=Delivery(statement=statement)),
        save=lambda row, seen: actions.deliver(row, by=request.user),
        back=reverse("desk_deliveries", args=[slug]),
        heading=gettext("Record a delivery"),
        statement=statement,
    )


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    found = delivery_or_404(slug, public_id)
    return editing.edit_page(
        request,
        DeliveryForm(**editing.typed(request), instance=found),
        save=lambda row, seen: actions.change(row, by=request.user, seen=seen),
        back=reverse("desk_deliveries", args=[slug]),
        heading=gettext("Change a delivery"),
        statement=found.statement,
        delete=reverse("desk_delivery_remove", args=[slug, public_id]),
    )


@requires(Right.STATEMENTS)
@require_POST
def remove(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    if actions.remove(delivery_or_404(slug, public_id), by=request.user):
        messages.success(request, gettext("The delivery, its list and its answers are deleted."))
    return redirect("desk_deliveries", slug)


@requires(Right.UPDATES)
@require_POST
def write_update(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Write the draft of an update about the delivery and go to it."""
    made = actions.draft_update(delivery_or_404(slug, public_id), by=request.user)
    messages.success(request, gettext("This is a draft. Read and change it before you publish it."))
    return redirect("desk_update", slug, made.public_id)


def delivery_or_404(slug: str, public_id: UUID) -> Delivery:
    found = Delivery.objects.select_related("statement")
    return get_object_or_404(found, statement=statement_or_404(slug), public_id=public_id)
