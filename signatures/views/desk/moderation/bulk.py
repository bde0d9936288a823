"""Bulk actions: preview, confirm, watch, cancel and undo them."""

import uuid
from datetime import timedelta
from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.moderation import bulk as actions
from signatures.errors import TooManyError, TooSlowError
from signatures.forms.moderation.bulk import BatchForm
from signatures.forms.moderation.search import SearchingForm
from signatures.models import Batch, Right, Signature, Statement
from signatures.models.searching import answered_within
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.people import found_rows
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.moderation.search import TOO_SLOW

LATEST = 100  # batches on the list
SHOWN = 20  # signatures of a preview
PATIENCE = timedelta(seconds=9)  # time limit of the database for fixing the set of signatures


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def batches_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the batches of a statement. POST fixes which signatures a new batch is about."""
    statement = statement_or_404(slug)
    if request.method == "POST":
        return _plan(request, statement)
    latest = Batch.objects.filter(statement=statement).select_related("by")
    context = {"batches": latest.order_by("-planned_at", "-pk")[:LATEST]}
    return desk_page(request, "desk/moderation/bulk_actions.html", context, statement=statement)


def _plan(request: SignedInRequest, statement: Statement) -> HttpResponse:
    form = BatchForm(request.POST, auto_id="id_batch_%s")
    search = SearchingForm.of(request.POST.get("query", ""))
    if not search.is_valid():
        form.add_error(None, gettext("Search again: this search does not work"))
    if form.is_valid():
        wanted = {**form.cleaned_data, "query": search.query}
        found = search.narrow(Signature.objects.filter(statement=statement))
        try:
            with answered_within(PATIENCE):
                batch = actions.plan(found, statement=statement, by=request.user, **wanted)
            return redirect("desk_batch", statement.slug, batch.pk)
        except TooManyError as error:
            text = gettext(
                "This search finds more than %(most)s signatures. Narrow the search and do it in "
                "parts."
            )
            form.add_error(None, text % {"most": f"{error.most:,}"})
        except TooSlowError:
            form.add_error(None, TOO_SLOW)
    context = {"batch_form": form, "described": search.described, "query": search.query}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return desk_page(
        request, "desk/moderation/new_bulk_action.html", context, statement=statement, status=status
    )


@requires(Right.SIGNATURES)
@require_safe
def batch_page(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Show the preview of a batch, its progress, or what it did."""
    batch = _batch(slug, pk)
    is_planned = batch.state == Batch.State.PLANNED
    if is_planned and batch.act == Batch.Act.IMPORT:
        return redirect("desk_import", slug, pk)
    first = _first(batch) if is_planned else []
    labels = dict(Signature.State.choices)
    context = {
        "batch": batch,
        "is_planned": is_planned,
        "first": found_rows.rows(first, slug),
        "states": [(labels[state], number) for state, number in batch.states.items()],
        "left_out": [(labels.get(why, why), number) for why, number in batch.left_out.items()],
        "described": SearchingForm.of(batch.query).described,
        "undone_by": batch.undone_by.exclude(state=Batch.State.CANCELLED).first(),
    }
    return desk_page(
        request, "desk/moderation/bulk_action.html", context, statement=batch.statement
    )


def _first(batch: Batch) -> SignatureQuerySet:
    newest = batch.rows.order_by("-signature_id").values("signature_id")[:SHOWN]
    signatures = Signature.objects.filter(pk__in=newest).prefetch_related(found_rows.WITH_THESE)
    return signatures.order_by("-pk")


@requires(Right.SIGNATURES)
@require_POST
@reauthentication_required
def start(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    if not actions.start(_batch(slug, pk), by=request.user):
        messages.error(request, gettext("Someone has already started this."))
    return redirect("desk_batch", slug, pk)


@requires(Right.SIGNATURES)
@require_POST
def cancel(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    batch = _batch(slug, pk)
    if not actions.cancel(batch, by=request.user):
        messages.error(request, gettext("It is already finished. You can undo it."))
    if batch.state == Batch.State.PLANNED and not Batch.objects.filter(pk=pk).exists():
        address = reverse("desk_signatures", args=[slug])
        return redirect(f"{address}?{batch.query}" if batch.query else address)
    return redirect("desk_batch", slug, pk)


@requires(Right.SIGNATURES)
@require_POST
@reauthentication_required
def undo(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    undoing = actions.undo(_batch(slug, pk), by=request.user)
    if undoing is None:
        messages.error(
            request, gettext("There is nothing to undo, or the undo is already running.")
        )
    return redirect("desk_batch", slug, undoing.pk if undoing else pk)


def _batch(slug: str, pk: uuid.UUID) -> Batch:
    found = Batch.objects.select_related("statement", "by", "undoes")
    return get_object_or_404(found, pk=pk, statement=statement_or_404(slug))
