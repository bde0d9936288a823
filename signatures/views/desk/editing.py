"""Editing of one row in a form, never overwriting a change that the editor has not seen."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal

from django.contrib import messages
from django.forms import Form, ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from signatures.actions.record_keeping import edits
from signatures.errors import StaleEditError
from signatures.models import Statement
from signatures.views.access.organizers import SignedInRequest
from signatures.views.desk.layout import desk_page

NUMBER_OF_DIGITS = 18  # one less than the largest possible id has


def typed(request: SignedInRequest) -> dict[str, Any]:
    """Return what a form takes from ``request``: nothing when it is only shown."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}


def edit_page(
    request: SignedInRequest,
    form: ModelForm,
    *,
    save: Callable[[Any, str], object],
    back: str,
    heading: str,
    statement: Statement | None = None,
    merge_form: Form | None = None,
    ask: Callable[[Any], dict[str, Any] | None] = lambda row: None,
    **context: Any,
) -> HttpResponse:
    """Show ``form``. If it is posted and valid, pass its row and the seen version to ``save``.

    ``back`` is the address to return to. ``merge_form`` is a second form below. ``ask`` returns
    what to show and confirm before the row is saved, None if nothing.
    """
    seen = request.POST.get("seen", "") if form.is_bound else edits.revision(form.instance)
    if form.is_bound and form.is_valid():
        if question := ask(form.save(commit=False)):
            context |= question
        elif _is_saved(request, form, save, seen):
            return redirect(back)
    context |= {"form": form, "back": back, "heading": heading, "seen": seen}
    context |= {"merge_form": merge_form}
    wrong = form.errors or (merge_form and merge_form.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, "desk/edit.html", context, statement=statement, status=status)


def _is_saved(
    request: SignedInRequest, form: ModelForm, save: Callable[[Any, str], object], seen: str
) -> bool:
    try:
        save(form.save(commit=False), seen)
    except StaleEditError:
        form.add_error(None, meanwhile())
        return False
    messages.success(request, gettext("Saved."))
    return True


def meanwhile() -> str:
    return gettext(
        "Someone else has changed this, so nothing was saved. Open it again to see the current"
        " version."
    )


def say_meanwhile(request: SignedInRequest) -> None:
    text = gettext("Someone else has changed this. This is the current version.")
    messages.error(request, text)


def number(text: str) -> int | None:
    """Return the id in a part of an address; None for anything else."""
    is_one = text.isascii() and text.isdigit() and len(text) <= NUMBER_OF_DIGITS
    return int(text) if is_one else None


def direction(request: SignedInRequest) -> Literal["up", "down", "top"]:
    """Return where a row of a list is to go. Raises Http404 for anything else."""
    match request.POST.get("to"):
        case "up":
            return "up"
        case "down":
            return "down"
        case "top":
            return "top"
    raise Http404
