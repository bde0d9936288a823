"""Occupations that signatories choose from: names, order, and merging two into one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.counts import totals as counts
from signatures.actions.record_keeping import edits
from signatures.actions.tidying import occupation_list as actions
from signatures.actions.tidying import occupations as tidying_occupations
from signatures.actions.tidying import undo as tidying
from signatures.errors import InUseError, StaleEditError
from signatures.forms.occupations import MergeForm, NewOccupationForm, OccupationForm
from signatures.models import Occupation, Right, Signature, Tidying
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page

RECENT = 20  # merges shown, which can be undone


@requires(Right.STATEMENTS)
@require_safe
def occupations(request: SignedInRequest) -> HttpResponse:
    numbers = counts.by_occupation()
    merged = Tidying.objects.filter(kind=Tidying.Kind.OCCUPATION).select_related("by")
    context = {
        "rows": [
            {"occupation": each, "number": numbers.get(each.pk, 0)}
            for each in Occupation.objects.all()
        ],
        "tidyings": merged[:RECENT],
    }
    return desk_page(request, "desk/lists/occupations.html", context)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    return editing.edit_page(
        request,
        NewOccupationForm(**editing.typed(request), instance=Occupation()),
        save=lambda row, seen: actions.add(row, by=request.user),
        back=reverse("desk_occupations"),
        heading=gettext("Add an occupation"),
    )


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def occupation(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Occupation, pk=pk)
    form = OccupationForm(**editing.typed(request), instance=found)
    return _page(request, form, MergeForm(occupation=found))


@requires(Right.STATEMENTS)
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Occupation, pk=pk)
    where = editing.direction(request)
    if not actions.move(found, where, by=request.user):
        editing.say_meanwhile(request)
    return redirect(f"{reverse('desk_occupations')}#occupation-{pk}")


@requires(Right.STATEMENTS)
@require_POST
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Occupation, pk=pk)
    try:
        actions.delete(found, by=request.user)
    except InUseError:
        text = gettext(
            "%s is offered on the form, or somebody has it. First offer it no longer, and make it"
            " one with another."
        )
        messages.error(request, text % found.name)
        return redirect("desk_occupation", pk=pk)
    messages.success(request, gettext("%s is deleted.") % found.name)
    return redirect("desk_occupations")


@requires(Right.STATEMENTS)
@require_POST
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Occupation, pk=pk)
    form = MergeForm(request.POST, occupation=found)
    if not form.is_valid():
        return _page(request, OccupationForm(instance=found), form)
    into = form.cleaned_data["into"]
    try:
        tidied = tidying_occupations.merge(found, into=into, by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
        return redirect("desk_occupations")
    text = ngettext(
        "%(from)s is %(into)s now, with %(number)d signature.",
        "%(from)s is %(into)s now, with %(number)d signatures.",
        tidied.number,
    )
    facts = {"from": found.name, "into": into.name, "number": tidied.number}
    messages.success(request, text % facts)
    if Signature.objects.filter(occupation=found).exists():
        text = gettext("Others have %s still: press again, or ask your operators for %s.")
        how = f"manage.py merge_occupations {found.slug} {into.slug}"
        messages.warning(request, text % (found.name, how))
        return redirect("desk_occupation", pk=pk)
    return redirect("desk_occupations")


@requires(Right.STATEMENTS)
@require_POST
def unmerge(request: SignedInRequest, batch: UUID) -> HttpResponse:
    found = get_object_or_404(Tidying, pk=batch, kind=Tidying.Kind.OCCUPATION)
    try:
        tidying.undo(found, by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
    return redirect("desk_occupations")


def _page(request: SignedInRequest, form: OccupationForm, merge_form: MergeForm) -> HttpResponse:
    pk, name = form.instance.pk, form.instance.name
    return editing.edit_page(
        request,
        form,
        save=lambda row, seen: edits.save(row, by=request.user, seen=seen),
        back=reverse("desk_occupations"),
        heading=name,
        merge_form=merge_form,
        merge=reverse("desk_occupation_merge", args=[pk]),
        delete=reverse("desk_occupation_delete", args=[pk]),
    )
