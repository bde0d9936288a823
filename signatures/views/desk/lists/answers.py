"""Editors' pages for what the addressee answered, demand by demand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.record_keeping import edits
from signatures.forms.statements.deliveries import AnswerForm
from signatures.models import Answer, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.lists.deliveries import delivery_or_404


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    delivery = delivery_or_404(slug, public_id)
    return editing.edit_page(
        request,
        AnswerForm(**editing.typed(request), instance=Answer(delivery=delivery)),
        save=lambda row, seen: edits.add(row, by=request.user),
        back=reverse("desk_deliveries", args=[slug]),
        heading=gettext("Record an answer"),
        statement=delivery.statement,
    )


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, slug: str, public_id: UUID, pk: int) -> HttpResponse:
    answer = _answer_or_404(slug, public_id, pk)
    return editing.edit_page(
        request,
        AnswerForm(**editing.typed(request), instance=answer),
        save=lambda row, seen: edits.save(row, by=request.user, seen=seen),
        back=reverse("desk_deliveries", args=[slug]),
        heading=gettext("Change an answer"),
        statement=answer.statement,
        delete=reverse("desk_answer_remove", args=[slug, public_id, pk]),
    )


@requires(Right.STATEMENTS)
@require_POST
def remove(request: SignedInRequest, slug: str, public_id: UUID, pk: int) -> HttpResponse:
    if edits.delete(_answer_or_404(slug, public_id, pk), by=request.user):
        messages.success(request, gettext("The answer is deleted."))
    return redirect("desk_deliveries", slug)


def _answer_or_404(slug: str, public_id: UUID, pk: int) -> Answer:
    found = Answer.objects.select_related("delivery__statement")
    return get_object_or_404(found, delivery=delivery_or_404(slug, public_id), pk=pk)
