"""Editors' pages to write updates, publish them and watch how their e-mails go out."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures import tokens
from signatures.actions.record_keeping import edits
from signatures.actions.statements import update_mails, updates
from signatures.errors import (
    NotPublicYetError,
    PublishedUpdateError,
    StaleEditError,
    TooManyUpdatesError,
)
from signatures.forms.statements.updates import ScheduleForm, UpdateForm
from signatures.models import Right, Statement, Update
from signatures.renditions.texts import updates as rendered
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

MOST_SHOWN = 100
ACTS: dict[str, Callable[..., bool]] = {
    "draft": updates.unschedule,
    "pause": updates.pause,
    "resume": updates.resume,
    "take_back": updates.retract,
}


@requires(Right.UPDATES)
@require_http_methods(["GET", "HEAD"])
def updates_page(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    found = Update.objects.filter(statement=statement).order_by("-publish_at", "-pk")
    context = {
        "updates": found[:MOST_SHOWN],
        "readers": update_mails.readers(statement).count(),
        "a_week": settings.UPDATES_A_WEEK,
    }
    return desk_page(request, "desk/updates/updates.html", context, statement=statement)


@requires(Right.UPDATES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    form = UpdateForm(request.POST or None, language=statement.language)
    if form.is_valid():
        made = updates.write(statement, form.words(), by=request.user)
        return redirect("desk_update", slug, made.public_id)
    return _page(request, "desk/updates/new.html", {"form": form}, statement)


@requires(Right.UPDATES)
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show an update, with a form for its words until it is published."""
    found = _update_or_404(slug, public_id)
    words = {"title": found.title, "text": found.text}
    form = UpdateForm(request.POST or None, initial=words, language=found.statement.language)
    if form.is_valid():
        try:
            updates.change(found, form.words(), seen=request.POST.get("seen", ""), by=request.user)
        except PublishedUpdateError:
            messages.error(request, gettext("This update is published, so its words stay."))
        except StaleEditError:
            text = gettext("Someone else has changed this update. Save again to replace it.")
            form.add_error(None, text)
        if not form.errors:
            return redirect("desk_update", slug, public_id)
    return _update_page(request, found, form, ScheduleForm())


@requires(Right.UPDATES)
@require_POST
def schedule(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    found, form = _update_or_404(slug, public_id), ScheduleForm(request.POST)
    if form.is_valid():
        try:
            updates.schedule(found, at=form.cleaned_data["at"], by=request.user)
        except PublishedUpdateError:
            messages.error(request, gettext("This update is scheduled or published already."))
        except NotPublicYetError:
            form.add_error("at", gettext("Enter a time after the statement is published"))
        except TooManyUpdatesError:
            text = gettext("Choose another time: at most %(n)s updates are sent within seven days")
            form.add_error("at", text % {"n": settings.UPDATES_A_WEEK})
    if not form.errors:
        return redirect("desk_update", slug, public_id)
    words = UpdateForm(initial={"title": found.title, "text": found.text})
    return _update_page(request, found, words, form)


@requires(Right.UPDATES)
@require_POST
def send_test(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    updates.send_test(_update_or_404(slug, public_id), by=request.user)
    text = gettext("We are sending the update to your own address, %(email)s.")
    messages.success(request, text % {"email": request.user.email})
    return redirect("desk_update", slug, public_id)


@requires(Right.UPDATES)
@require_POST
def act(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Make an update a draft again, pause or resume its e-mails, or take it back."""
    found, to = _update_or_404(slug, public_id), request.POST.get("to", "")
    if to not in ACTS or not ACTS[to](found, by=request.user):
        messages.error(request, gettext("Nothing has changed: look at the state of the update."))
    return redirect("desk_update", slug, public_id)


@requires(Right.UPDATES)
@require_POST
def delete(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    if not updates.delete(_update_or_404(slug, public_id), by=request.user):
        messages.error(request, gettext("Only a draft can be deleted."))
        return redirect("desk_update", slug, public_id)
    return redirect("desk_updates", slug)


def _update_or_404(slug: str, public_id: UUID) -> Update:
    of_statement = Update.objects.filter(statement=statement_or_404(slug))
    return get_object_or_404(of_statement.select_related("statement"), public_id=public_id)


def _update_page(
    request: SignedInRequest, update: Update, form: UpdateForm, schedule_form: ScheduleForm
) -> HttpResponse:
    seen = edits.revision(Update.objects.get(pk=update.pk))
    context = {
        "update": update,
        "form": form,
        "schedule_form": schedule_form,
        "seen": seen,
        "row": rendered.row(update),
        "reference": tokens.reference(update.public_id),
        "readers": update_mails.readers(update.statement).count(),
        "progress": update_mails.progress(update) if update.is_out else None,
    }
    return _page(request, "desk/updates/update.html", context, update.statement, schedule_form)


def _page(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    statement: Statement,
    *others: Form,
) -> HttpResponse:
    wrong = any(each.errors for each in (context["form"], *others))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, template, context, statement=statement, status=status)
