"""Notable signatories, shown above the list: find, check, place and order them."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Prefetch
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.notables import notables
from signatures.actions.notables import order as notable_order
from signatures.errors import StaleEditError
from signatures.forms.notables.notables import (
    CheckForm,
    FindForm,
    HeadingForm,
    MoveForm,
    NewNotableForm,
    PlaceForm,
)
from signatures.models import (
    IdentityCheck,
    Notable,
    NotableHeading,
    Right,
    Signature,
    Statement,
)
from signatures.models.proof_methods import METHODS
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

MOST_FOUND = 20


@requires(Right.SIGNATURES)
@require_safe
def notables_page(request: SignedInRequest, slug: str) -> HttpResponse:
    return overview(request, statement_or_404(slug))


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def notable_page(request: SignedInRequest, slug: str, public_id: str) -> HttpResponse:
    """Make one signature notable, or, if it is, change its heading and its credit."""
    signature = _signature_or_404(statement_or_404(slug), public_id)
    typed = request.POST if request.method == "POST" else None
    notable = getattr(signature, "notable", None)
    new = NewNotableForm(typed, statement=signature.statement)
    form: NewNotableForm | PlaceForm = new
    if notable is not None:
        shown = {"heading": notable.heading_id, "credit": notable.credit}
        form = PlaceForm(typed, statement=signature.statement, initial=shown)
    if typed is None or not form.is_valid():
        return _about(request, signature, form)
    place = {name: form.cleaned_data[name] for name in ("heading", "credit")}
    try:
        if notable is None:
            notables.add(signature, **place, check=new.check(), by=request.user)
        else:
            notables.change(notable, **place, by=request.user)
    except StaleEditError:
        say_changed(request)
    return redirect("desk_notables", slug)


@requires(Right.SIGNATURES)
@require_POST
def note_check(request: SignedInRequest, slug: str, public_id: str) -> HttpResponse:
    notable = _notable_or_404(slug, public_id)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _about(request, notable.signature, form)
    try:
        notables.note_check(notable, check=form.check(), by=request.user)
    except StaleEditError:
        say_changed(request)
    return redirect("desk_notable", slug, public_id)


@requires(Right.SIGNATURES)
@require_POST
def remove(request: SignedInRequest, slug: str, public_id: str) -> HttpResponse:
    try:
        notables.remove(_notable_or_404(slug, public_id), by=request.user)
    except StaleEditError:
        say_changed(request)
    return redirect("desk_notables", slug)


@requires(Right.SIGNATURES)
@require_POST
def move(request: SignedInRequest, slug: str, public_id: str) -> HttpResponse:
    notable = _notable_or_404(slug, public_id)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            raise StaleEditError
        if form.cleaned_data["to"] == "place":
            notable_order.put(notable, at=form.place, seen=form.seen_place, by=request.user)
        else:
            up = form.cleaned_data["to"] == "up"
            notable_order.step(notable, up=up, seen=form.seen_place, by=request.user)
    except StaleEditError:
        say_changed(request)
    return redirect("desk_notables", slug)


def overview(
    request: SignedInRequest, statement: Statement, heading_form: HeadingForm | None = None
) -> HttpResponse:
    """Show all headings with their signatories, a search by name, and a form for a heading."""
    find_form = FindForm(request.GET if "q" in request.GET else None)
    checks = IdentityCheck.objects.select_related("by")
    below = Notable.objects.select_related("signature").order_by("position", "pk")
    below = below.prefetch_related(Prefetch("signature__identity_checks", checks))
    headings = NotableHeading.objects.filter(statement=statement)
    found = _found(statement, find_form.words) if find_form.is_valid() else []
    context = {
        "headings": headings.prefetch_related(Prefetch("notables", below)),
        "find_form": find_form,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "heading_form": heading_form or HeadingForm(statement=statement),
        "wrong_heading": getattr(heading_form, "but", None),
    }
    wrong = find_form.errors or (heading_form and heading_form.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(
        request, "desk/lists/notables.html", context, statement=statement, status=status
    )


def say_changed(request: SignedInRequest) -> None:
    text = gettext(
        "Someone else has changed this, so nothing was saved. Check the list and try again."
    )
    messages.error(request, text)


def _found(statement: Statement, words: list[str]) -> list[Signature]:
    """Return published and held signatures that show these words of themselves, by name.

    Rows are found first and sorted afterwards: read in order, few matches may come only at the
    end of the index.
    """
    found: list[Signature] = []
    for state in (Signature.State.PUBLISHED, Signature.State.HELD):
        of_state = Signature.objects.filter(statement=statement, state=state)
        named = of_state.filter(display__in=notables.NAMED).containing(words)
        found += named.select_related("notable__heading")[: MOST_FOUND + 1]
    return sorted(found, key=lambda each: bytes(each.name_key))


def _signature_or_404(statement: Statement, public_id: str) -> Signature:
    """Return a signature that is notable, or could be."""
    try:
        which = Signature.objects.filter(statement=statement, public_id=uuid.UUID(public_id))
    except ValueError as error:
        raise Http404 from error
    related = ["statement", "occupation", "notable__heading"]
    signature = which.select_related(*related).first()
    if signature is None or not _is_for_the_desk(signature):
        raise Http404
    return signature


def _is_for_the_desk(signature: Signature) -> bool:
    is_markable = Signature.objects.filter(pk=signature.pk, **notables.MARKABLE).exists()
    return is_markable or hasattr(signature, "notable")


def _notable_or_404(slug: str, public_id: str) -> Notable:
    signature = _signature_or_404(statement_or_404(slug), public_id)
    if not hasattr(signature, "notable"):
        raise Http404
    signature.notable.signature = signature
    return signature.notable


def _about(request: SignedInRequest, signature: Signature, form: Form) -> HttpResponse:
    """Show the page of one signature, with ``form`` as it was typed in its place."""
    notable = getattr(signature, "notable", None)
    statement = signature.statement
    is_check = notable is not None and isinstance(form, CheckForm)
    shown = {"heading": notable.heading_id, "credit": notable.credit} if notable else {}
    context = {
        "signature": signature,
        "notable": notable,
        "proofs": [METHODS[each.method].label for each in signature.attestations.order_by("pk")],
        "checks": signature.identity_checks.select_related("by"),
        "form": PlaceForm(statement=statement, initial=shown) if is_check else form,
        "check_form": form if is_check else CheckForm(),
        "has_headings": statement.notable_headings.exists(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return desk_page(
        request, "desk/lists/notable.html", context, statement=statement, status=status
    )
